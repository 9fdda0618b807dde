import type { Dtype } from '../../../../graph/types.js';
import { reduced, resolveAxis } from '../../shapes.js';
import { op } from '../rule.js';

/** What Keras's signature has beside axis and keepdims. */
const MORE: Readonly<Record<string, string>> = { max: 'axis=None, keepdims=False, initial=None', min: 'axis=None, keepdims=False, initial=None', average: 'axis=None, weights=None, keepdims=False', prod: 'axis=None, keepdims=False, dtype=None' };
const reduction = (name: string, dtype: (x: Dtype) => Dtype = (x) => x) =>
  op(`${name}(x, ${MORE[name] ?? 'axis=None, keepdims=False'})`, (call) => {
    const x = call.tensor('x');
    return call.result(reduced(x.shape, call.integers('axis'), call.flag('keepdims'), name), call.has('dtype') ? call.dtype('dtype', x.dtype) : dtype(x.dtype));
  });
const floating = (x: Dtype): Dtype => (x.includes('float') ? x : 'float32');
const bool = (): Dtype => 'bool';

const arg = (name: string) =>
  op(`${name}(x, axis=None, keepdims=False)`, (call) => call.result(reduced(call.tensor('x').shape, call.integers('axis'), call.flag('keepdims'), name), 'int32'));

export default {
  ...Object.fromEntries(['sum', 'prod', 'max', 'min', 'amax', 'amin', 'nansum', 'nanprod', 'nanmax', 'nanmin', 'ptp'].map((name) => [name, reduction(name)])),
  ...Object.fromEntries(['mean', 'std', 'var', 'average', 'median', 'logsumexp', 'nanmean', 'nanstd', 'nanvar', 'nanmedian'].map((name) => [name, reduction(name, floating)])),
  ...Object.fromEntries(['all', 'any'].map((name) => [name, reduction(name, bool)])),
  argmax: arg('argmax'),
  argmin: arg('argmin'),
  nanargmax: arg('nanargmax'),
  nanargmin: arg('nanargmin'),
  ...Object.fromEntries(['quantile', 'percentile', 'nanquantile', 'nanpercentile'].map((name) => [name, op(`${name}(x, q, axis=None, method="linear", keepdims=False)`, (call) => {
    const [x, q] = [call.tensor('x'), call.tensor('q')];
    const rest = reduced(x.shape, call.integers('axis'), call.flag('keepdims'), name);
    // TensorFlow sorts along an axis whose length it then no longer knows, nor those of the others.
    return call.result(rest && q.shape && [...q.shape, ...rest.map((d) => (d === 1 ? 1 : null))], floating(x.dtype));
  })])),
  norm: op('norm(x, ord=None, axis=None, keepdims=False)', (call) => {
    const x = call.tensor('x');
    return call.result(reduced(x.shape, call.integers('axis'), call.flag('keepdims'), 'norm'), floating(x.dtype));
  }),
  moments: op('moments(x, axes, keepdims=False, synchronized=False)', (call) => {
    const x = call.tensor('x');
    const one = call.result(reduced(x.shape, call.integers('axes'), call.flag('keepdims'), 'moments'), floating(x.dtype));
    return [one, one];
  }),
  top_k: op('top_k(x, k, sorted=True)', (call) => {
    const x = call.tensor('x');
    const k = call.integer('k');
    const shape = x.shape && [...x.shape.slice(0, -1), k];
    return [call.result(shape, x.dtype), call.result(shape, 'int32')];
  }),
  count_nonzero: op('count_nonzero(x, axis=None)', (call) => {
    const x = call.tensor('x');
    const axes = call.integers('axis');
    return call.result(reduced(x.shape, axes?.map((a) => (x.shape ? resolveAxis(a, x.shape.length, 'count_nonzero') : a)) ?? null, false, 'count_nonzero'), 'int32');
  }),
};
