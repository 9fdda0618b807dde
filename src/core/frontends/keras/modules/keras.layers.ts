import { allLayerSpecs, kerasLayer, legacyLayer } from '../../../layers/lookup.js';
import { Args } from '../../python/args.js';
import { defineModule } from '../../python/modules.js';
import { BoundNative, Native, RawNative } from '../../python/native.js';
import type { Value } from '../../python/values.js';
import { unknown } from '../../python/values.js';
import { deserializeObject, serializeObject } from '../saved/own-objects.js';
import { makeInput } from '../input.js';
import { LayerClass } from '../layer-class.js';
import { layerBase } from '../model-class.js';

/** Functional forms of the merging layers. */
const MERGES: Readonly<Record<string, string>> = { add: 'Add', subtract: 'Subtract', multiply: 'Multiply', average: 'Average', maximum: 'Maximum', minimum: 'Minimum', concatenate: 'Concatenate', dot: 'Dot' };
export const input = new BoundNative('Input', makeInput);

/** `layers.add([a, b])`: the layer made and called at once. */
function merge(name: string): Native {
  const type = MERGES[name]!;
  return new RawNative(`${name}(inputs, **kwargs)`, (args, at) => {
    const spec = kerasLayer(type);
    if (!spec) return unknown(`${type} is not modelled.`, at.span);
    const inputs = args.get(0, 'inputs') ?? null;
    const { keyword } = args.without('inputs');
    // The function has axes that the class demands.
    const lacksAxes = type === 'Dot' && args.positional.length < 2 && !keyword.has('axes') && !args.open;
    const rest = new Args(args.positional.slice(1), lacksAxes ? new Map(keyword).set('axes', -1) : keyword, args.positionalSpans.slice(1), args.keywordSpans, args.open);
    const layer = LayerClass.of(spec).call(rest, at);
    return at.machine.call(layer, Args.of(inputs), at);
  });
}

/** Modes of Keras 1's `merge`. */
const MODES: Readonly<Record<string, string>> = { sum: 'add', mul: 'multiply', concat: 'concatenate', ave: 'average', max: 'maximum', dot: 'dot', cos: 'dot' };

/** `merge([a, b], mode="concat", concat_axis=-1)` of Keras 1, as the function that does so today. */
const formerMerge = new RawNative('merge(inputs, mode="sum", concat_axis=-1, dot_axes=-1, **kwargs)', (args, at) => {
  const mode = args.get(1, 'mode') ?? 'sum';
  const modern = typeof mode === 'string' ? MODES[mode] : undefined;
  if (modern === undefined) return unknown('What this merge does is not known.', at.span);
  const axis = modern === 'concatenate' ? (args.get(2, 'concat_axis') ?? -1) : undefined;
  const axes = modern === 'dot' ? (args.get(3, 'dot_axes') ?? -1) : undefined;
  at.machine.report({ code: 'legacy-merge', severity: 'warning', span: at.span, message: `Keras 3 has no merge. Write layers.${modern}([...]${axis === undefined ? '' : `, axis=${at.machine.show(axis)}`}${axes === undefined ? '' : `, axes=${at.machine.show(axes)}`}) instead.` });
  const keyword = new Map([...args.keyword].filter(([name]) => name === 'name'));
  if (axis !== undefined) keyword.set('axis', axis);
  if (axes !== undefined) keyword.set('axes', axes);
  if (mode === 'cos') keyword.set('normalize', true);
  return merges[modern]!.call(new Args([args.get(0, 'inputs') ?? null], keyword), at);
});

const merges = Object.fromEntries(Object.keys(MERGES).map((name) => [name, merge(name)]));

/** A member of `keras.layers`. */
function find(name: string): Value | undefined {
  const spec = kerasLayer(name) ?? legacyLayer(name);
  return spec && LayerClass.of(spec);
}

export default defineModule({
  names: ['keras.layers'],
  values: { Input: input, Layer: layerBase, merge: formerMerge, ...merges },
  functions: [
    new Native('InputSpec(*args, **kwargs)', () => null),
    new Native('serialize(layer)', (at, layer) => serializeObject(layer, at)),
    new Native('deserialize(config, custom_objects=None)', (at, config, custom) => deserializeObject(config, custom, at)),
    new Native('TFSMLayer(*args, **kwargs)', (at) => unknown('TFSMLayer runs a saved graph, which is not read.', at.span)),
  ],
  find,
  starNames: () => allLayerSpecs().flatMap((spec) => [spec.type, ...spec.aliases]),
  complete: true,
});
