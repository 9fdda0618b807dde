import type { LayerCall } from '../../../analysis.js';
import { formatCount } from '../../format.js';
import { toSnake } from '../../../graph/names.js';
import { layerSpec } from '../../../layers/lookup.js';
import { argumentOf } from '../../../rules/context.js';
import { spell } from '../../../rules/naming.js';
import { axes } from '../../../rules/numbers.js';
import type { WrittenCall } from '../../../syntax/calls.js';
import { defineRefactoring } from '../define.js';
import type { Edits } from '../edits.js';

/** Weights of a kernel over height, width and channels; the bias is the same either way. */
interface Cost {
  readonly full: number;
  readonly separable: number;
  readonly formulas: readonly [full: string, separable: string];
}

/**
 * A convolution as a depthwise and a pointwise one (Sifre 2014; Chollet 2017, "Xception"), and back, with the cost of both in
 * the title: 5·5·3·256 = 19,200 against 5·5·3 + 3·256 = 843.
 */
export default defineRefactoring({
  *candidates({ written: { parsed } }, written, calls) {
    const [type] = new Set(calls.map((call) => call.type));
    const other = type === 'Conv2D' ? 'SeparableConv2D' : type === 'SeparableConv2D' ? 'Conv2D' : null;
    if (!type || !other || !calls.every((call) => call.type === type && isConvertible(call))) return;
    const costs = calls.map(costOf);
    const spelled = spell(other, written, parsed);
    const edits = other === 'SeparableConv2D' ? toSeparable(written, parsed.text) : toFull(written);
    if (costs.includes(null) || !spelled || !edits) return;
    const [before, after] = other === 'SeparableConv2D' ? [0, 1] as const : [1, 0] as const;
    yield { title: `Convert to ${other} (${costText(costs as Cost[], before)} → ${costText(costs as Cost[], after)})`, edits: [...spelled.edits, { span: { from: written.calleeFrom, to: written.calleeTo }, text: spelled.name }, ...edits] };
  },
});


/** The formula of one layer, or the sum of several. */
function costText(costs: readonly Cost[], side: 0 | 1): string {
  const total = costs.reduce((sum, cost) => sum + (side === 0 ? cost.full : cost.separable), 0);
  const formulas = new Set(costs.map(({ formulas: both }) => both[side]));
  return costs.length > 1 ? `${formatCount(total)} in ${costs.length} layers` : `${[...formulas][0]!} = ${formatCount(total)}`;
}

/** TensorFlow's depthwise convolution takes one stride for both axes, and none with dilation. */
function isConvertible({ config }: LayerCall): boolean {
  const [strides, dilation] = [axes(config.strides), axes(config.dilationRate)];
  const plain = strides !== null && dilation !== null && strides[0] === strides[1] && (strides[0] === 1 || dilation.every((d) => d === 1)) && config.dataFormat === 'channels_last';
  return plain && (config.groups ?? 1) === 1 && (config.depthMultiplier ?? 1) === 1;
}

function costOf({ config, inputs }: LayerCall): Cost | null {
  const kernel = axes(config.kernelSize);
  const channels = inputs[0]?.shape?.at(-1);
  const { filters } = config;
  if (kernel?.length !== 2 || channels == null || typeof filters !== 'number') return null;
  const [height, width] = kernel as [number, number];
  return {
    full: height * width * channels * filters, separable: height * width * channels + channels * filters,
    formulas: [`${height}·${width}·${channels}·${filters}`, `${height}·${width}·${channels} + ${channels}·${filters}`],
  };
}

/** Arguments about the kernel concern both parts; all others keep their names. Null where some are given by position or unpacked. */
function toSeparable(written: WrittenCall, text: string): Edits | null {
  if (!canRename(written, 'Conv2D', 'kernel_initializer')) return null;
  return written.arguments.flatMap(({ form, name, from, to, valueFrom, valueTo }) => {
    const about = form === 'keyword' ? /^kernel_(initializer|regularizer|constraint)$/.exec(name)?.[1] : undefined;
    if (about) return [{ span: { from, to }, text: ['depthwise', 'pointwise'].map((part) => `${part}_${about}=${text.slice(valueFrom, valueTo)}`).join(', ') }];
    return name === 'groups' ? [{ span: { from, to: from + name.length }, text: 'depth_multiplier' }] : [];
  });
}

/** The depthwise part's arguments become the kernel's; the pointwise part's go. */
function toFull(written: WrittenCall): Edits | null {
  if (!canRename(written, 'SeparableConv2D', 'depthwise_initializer')) return null;
  return written.arguments.flatMap(({ form, name, from, to }, i) => {
    const [, part, about] = (form === 'keyword' ? /^(depthwise|pointwise)_(initializer|regularizer|constraint)$/.exec(name) : null) ?? [];
    if (name === 'depth_multiplier') return [{ span: { from, to: from + name.length }, text: 'groups' }];
    if (part === 'depthwise') return [{ span: { from, to: from + name.length }, text: `kernel_${about}` }];
    if (part !== 'pointwise') return [];
    if (!written.arguments.some((one) => one.name === `depthwise_${about}`)) return [{ span: { from, to: from + name.length }, text: `kernel_${about}` }];
    const previous = written.arguments[i - 1];
    return [{ span: previous ? { from: previous.to, to } : { from, to }, text: '' }];
  });
}

/** Up to the first argument that the two classes name differently, positions mean the same. */
function canRename(written: WrittenCall, type: string, first: string): boolean {
  const names = layerSpec(type)?.parameterNames.map(toSnake) ?? [];
  const least = names.indexOf(first);
  return written.arguments.every(({ form }) => form === 'positional' || form === 'keyword') && (argumentOf(written, first, names) === null || written.arguments.filter(({ form }) => form === 'positional').length <= least) && written.arguments.filter(({ form }) => form === 'positional').length <= least;
}
