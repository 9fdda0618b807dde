/** Zero padding and cropping of spatial axes. */
import { tf } from '../../trace/tensorflow.js';
import { defineForward, only, type Forward, type ForwardCall } from '../define.js';

/** [before, after] of each spatial axis; a number stands for both, a flat pair for both sides of one axis. */
function borders({ config }: ForwardCall, name: string, spatial: number): [number, number][] {
  const value = config.get(name);
  if (typeof value === 'number') return Array.from({ length: spatial }, () => [value, value]);
  if (!Array.isArray(value)) return config.fail(name, 'numbers');
  if (spatial === 1 && value.length === 2 && value.every((side) => typeof side === 'number')) return [[value[0] as number, value[1] as number]];
  if (value.length !== spatial) return config.fail(name, `${spatial} entries`);
  return value.map((side): [number, number] => (typeof side === 'number' ? [side, side] : Array.isArray(side) && typeof side[0] === 'number' && typeof side[1] === 'number' ? [side[0], side[1]] : config.fail(name, 'numbers')));
}

/** The borders of all axes of x; none for batch and channels. */
function ofAllAxes(call: ForwardCall, name: string, spatial: number): [number, number][] {
  const sides = borders(call, name, spatial);
  return call.config.channelsFirst ? [[0, 0], [0, 0], ...sides] : [[0, 0], ...sides, [0, 0]];
}

export const paddingLayer = (type: string, spatial: number): Forward => defineForward({ type, call: (call) => tf.pad(only(call), ofAllAxes(call, 'padding', spatial)) });

export const croppingLayer = (type: string, spatial: number): Forward =>
  defineForward({
    type,
    call(call) {
      const x = only(call);
      const sides = ofAllAxes(call, 'cropping', spatial);
      return tf.slice(x, sides.map(([before]) => before), x.shape.map((length, i) => length - sides[i]![0] - sides[i]![1]));
    },
  });
