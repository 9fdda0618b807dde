import { Dict, List, PySet, Tuple } from '../containers.js';
import type { Obj, Value } from '../values.js';
import { dictMethods } from './dict.js';
import { listMethods } from './list.js';
import { setMethods } from './set.js';
import { tupleMethods } from './tuple.js';

/** A method of a built-in container, bound to it. */
export function containerMethod(self: Obj, name: string): Value | undefined {
  if (self instanceof List) return listMethods.bound(self, name);
  if (self instanceof Dict) return dictMethods.bound(self, name);
  if (self instanceof Tuple) return tupleMethods.bound(self, name);
  return self instanceof PySet ? setMethods.bound(self, name) : undefined;
}
