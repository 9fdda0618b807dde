import { Unknown } from '../../graph/values.js';
import { NativeClass, PyClass, PyInstance } from './classes.js';
import { Tuple } from './containers.js';
import { Obj, type Value } from './values.js';

/** `isinstance(value, type)`; null where it is not known. */
export function isInstance(value: Value, type: Value): boolean | null {
  if (type instanceof Tuple) {
    const parts = type.items.map((item) => isInstance(value, item));
    return parts.includes(true) ? true : parts.includes(null) ? null : false;
  }
  if (value instanceof Unknown || type instanceof Unknown) return null;
  if (type instanceof NativeClass) return type.instanceCheck(value);
  if (type instanceof PyClass) return value instanceof PyInstance ? value.cls.isSubclassOf(type) : false;
  return type instanceof Obj ? null : false;
}
