import { BoundNative } from '../../python/native.js';
import { Args } from '../../python/args.js';
import { Tuple } from '../../python/containers.js';
import type { Value } from '../../python/values.js';
import { tensorShape } from '../convert.js';
import { opFunction, operate } from './operate.js';
import type { TensorValue } from '../tensor-value.js';
import { ShapeValue } from '../shape-value.js';

/** Methods of a symbolic tensor that programs use. */
export function tensorMethod(self: TensorValue, name: string): Value | undefined {
  switch (name) {
    case 'get_shape':
      return new BoundNative(name, () => new ShapeValue(tensorShape(self.tensor)));
    case 'astype':
      return new BoundNative(name, (args, at) => operate('cast', [self, args.positional[0] ?? null], at));
    case 'reshape':
      return new BoundNative(name, (args, at) => operate('reshape', [self, args.positional.length === 1 ? args.positional[0]! : new Tuple(args.positional)], at));
    case 'set_shape':
      return new BoundNative(name, () => null);
    case 'sum':
    case 'mean':
    case 'max':
    case 'min':
      return new BoundNative(name, (args, at) => opFunction(name)!.call(new Args([self, ...args.positional], args.keyword), at));
    default:
      return undefined;
  }
}
