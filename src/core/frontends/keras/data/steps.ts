import type { LayerInstance } from '../../../graph/builder.js';
import { plainConfig } from '../../../graph/export.js';
import { ModelInstance } from '../../../graph/model.js';
import type { Shape } from '../../../graph/types.js';
import { BATCH_LAYERS, isImageLayer, MIXING_LAYERS, STEADY_LAYERS } from '../../../recipe/image-layers.js';
import type { DataArray, DataChange, DataStep } from '../../../recipe/types.js';
import { type Site, type Value, asInteger, asNumber } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { plainShape, readDtype, readShape } from '../convert.js';

/** An operation on an array of the data as a step of preprocessing; null where no step says what it does. */
export function stepOf(name: string, value: (parameter: string) => Value, { span }: Site): DataStep | null {
  const change = changeOf(name, value);
  return change && { ...change, span };
}

function changeOf(name: string, value: (parameter: string) => Value): DataChange | null {
  switch (name) {
    case 'cast': {
      const dtype = readDtype(value('dtype'));
      return dtype === null ? null : { op: 'cast', dtype };
    }
    case 'true_divide':
    case 'divide':
    case 'multiply':
    case 'add':
    case 'subtract': {
      const by = asNumber(value('x2'));
      return by === null ? null : { op: name === 'true_divide' ? 'divide' : name, by };
    }
    case 'expand_dims': {
      const axis = asInteger(value('axis'));
      return axis === null ? null : { op: 'expandDims', axis };
    }
    case 'squeeze': {
      const axis = asInteger(value('axis'));
      return value('axis') === null || axis !== null ? { op: 'squeeze', axis } : null;
    }
    case 'one_hot': {
      const classes = asInteger(value('num_classes'));
      return classes === null ? null : { op: 'toCategorical', classes };
    }
    case 'reshape': {
      const { shape, loss } = plainShape(readShape(value('newshape')));
      return shape && !loss ? { op: 'reshape', shape: shape.map((d) => d ?? -1) } : null;
    }
    case 'resize': {
      const { shape } = plainShape(readShape(value('size')));
      const interpolation = value('interpolation');
      const [height, width] = shape ?? [];
      const plain = [value('antialias'), value('crop_to_aspect_ratio'), value('pad_to_aspect_ratio')].every((given) => given === false || given === null) && value('data_format') !== 'channels_first';
      return height == null || width == null || typeof interpolation !== 'string' || !plain ? null : { op: 'resize', height, width, interpolation };
    }
    default:
      return null;
  }
}

/**
 * A layer, or a Sequential or Pipeline of such layers, that is applied to `array`: as steps, or null where one of them is no preprocessing.
 * Random layers change images unless they are called with `training=False` (`BaseImagePreprocessingLayer.call`; Keras 3.15, tried in `ds.map`).
 */
export function layerSteps(layer: LayerInstance, training: Value, array: Pick<ArrayValue, 'shape'>): readonly DataStep[] | null {
  return changesOf(layer, training, array)?.map((change) => ({ span: layer.span, ...change })) ?? null;
}

/** The layers that a Sequential or Pipeline applies one after another, and any other by itself; null for another model. */
export function layersInLine(layer: LayerInstance): readonly LayerInstance[] | null {
  if (!(layer instanceof ModelInstance)) return layer.type === 'Pipeline' && layer.spec ? inLine(layer.children) : [layer];
  if (layer.kind !== 'Sequential') return null;
  // `Equalization.compute_output_spec` gives back its symbolic input (Keras 3.15): in front it is left out of the model, elsewhere Keras raises.
  const first = layer.layers.findIndex(({ type }) => type !== 'Equalization' && type !== 'InputLayer');
  const rest = first < 0 ? [] : layer.layers.slice(first);
  return rest.some(({ type }) => type === 'Equalization') ? null : inLine(rest);
}
function inLine(layers: readonly LayerInstance[]): readonly LayerInstance[] | null {
  const inner = layers.map(layersInLine);
  return inner.some((some) => some === null) ? null : inner.flatMap((some) => some!);
}

function changesOf(layer: LayerInstance, training: Value, array: Pick<ArrayValue, 'shape'>): readonly DataStep[] | null {
  const line = layersInLine(layer);
  if (line?.length !== 1 || line[0] !== layer) {
    const inner = line?.map((one) => layerSteps(one, training, array));
    return !inner || inner.some((steps) => steps === null) ? null : inner.flatMap((steps) => steps!);
  }
  if (layer.type === 'InputLayer') return [];
  const { config, unknown } = plainConfig(layer);
  if (unknown.length > 0) return null;
  if (layer.type === 'Rescaling') {
    if (typeof config.scale !== 'number' || typeof config.offset !== 'number') return null;
    const scale: DataStep = { op: 'multiply', by: config.scale };
    return config.offset === 0 ? [scale] : [scale, { op: 'add', by: config.offset }];
  }
  if (layer.type === 'Resizing' && config.cropToAspectRatio !== true && config.padToAspectRatio !== true && config.antialias !== true && config.dataFormat !== 'channels_first') {
    const { height, width, interpolation } = config;
    return typeof height === 'number' && typeof width === 'number' && typeof interpolation === 'string' ? [{ op: 'resize', height, width, interpolation }] : null;
  }
  if (layer.type === 'Discretization') return discretization(config, array.shape);
  if (layer.type === 'CategoryEncoding') return config.outputMode === 'one_hot' && config.sparse !== true && typeof config.numTokens === 'number' ? oneHot(config.numTokens, array.shape) : null;
  if (layer.type === 'Normalization') return normalization(config, array.shape);
  if (!isImageLayer(layer.type) || (training !== null && typeof training !== 'boolean')) return null;
  if (training === false && (layer.type === 'Equalization' || !STEADY_LAYERS.has(layer.type))) return [];
  return [{ op: 'augment', parts: [{ className: layer.type, config, span: layer.span }], ...(BATCH_LAYERS.has(layer.type) ? { together: true } : {}) }];
}

/** Bins between boundaries that are given, as numbers or one-hot; null for those that are learned or counted. */
function discretization({ binBoundaries, outputMode, sparse }: { readonly [key: string]: unknown }, shape: Shape | null): readonly DataStep[] | null {
  if (!Array.isArray(binBoundaries) || sparse === true) return null;
  const boundaries: readonly unknown[] = binBoundaries;
  if (!boundaries.every((bound, i): bound is number => typeof bound === 'number' && (i === 0 || bound >= (boundaries[i - 1] as number)))) return null;
  const bins: DataStep = { op: 'bins', boundaries };
  const encoded = outputMode === 'one_hot' ? oneHot(boundaries.length + 1, shape) : null;
  return outputMode === 'int' ? [bins] : encoded && [bins, ...encoded];
}

/** A last axis of length 1 makes room for the classes, others stay before them. A number by itself gets an axis in front in Keras, which is not followed. */
const oneHot = (classes: number, shape: Shape | null): readonly DataStep[] | null => (shape === null || shape.length === 0 || (shape.length === 1 && shape[0] === 1) ? null : [{ op: 'toCategorical', classes }]);

/** `(x - mean) / max(sqrt(variance), epsilon)`, each for all values or for each channel; null where they are not given in that way. */
function normalization({ axis, mean, variance, invert }: { readonly [key: string]: unknown }, shape: Shape | null): readonly DataStep[] | null {
  const numbers = (value: unknown): number | readonly number[] | null => {
    const list: unknown = Array.isArray(value) && value.length === 1 ? (value as readonly unknown[])[0] : value;
    if (typeof list === 'number') return Math.fround(list);
    return Array.isArray(list) && list.every((item) => typeof item === 'number') ? (list as readonly number[]).map(Math.fround) : null;
  };
  const [means, variances] = [numbers(mean), numbers(variance)];
  const along: unknown = Array.isArray(axis) && axis.length === 1 ? (axis as readonly unknown[])[0] : axis;
  const last = along === -1 || (shape !== null && along === shape.length - 1);
  if (means === null || variances === null || (!last && (typeof means !== 'number' || typeof variances !== 'number'))) return null;
  const deviation = (value: number): number => Math.max(Math.fround(Math.sqrt(value)), Math.fround(1e-7));
  const by = typeof variances === 'number' ? deviation(variances) : variances.map(deviation);
  return invert === true ? [{ op: 'multiply', by }, { op: 'add', by: means }] : [{ op: 'subtract', by: means }, { op: 'divide', by }];
}

/** The array with `steps` done to it, in the shape that they give. */
export function afterSteps(array: ArrayValue, steps: readonly (DataStep | null)[] | null, made: ArrayValue, what: string, at: Site): ArrayValue {
  if (!array.data || !steps || steps.includes(null)) return new ArrayValue(made.shape, made.dtype, { content: made.content, loss: made.loss, why: array.unfollowed(what, at).why });
  const data: DataArray = { ...array.data, steps: [...array.data.steps, ...(steps as readonly DataStep[])] };
  return new ArrayValue(made.shape, made.dtype, { data, loss: made.loss });
}

/** What a layer that changes the images of a batch together makes of one that comes by itself, or of its label: mixed with itself, it stays. */
function alone({ together: _, ...step }: Extract<DataStep, { op: 'augment' }>): DataStep {
  const mixes = step.parts.some(({ className }) => MIXING_LAYERS.has(className));
  return mixes ? { op: 'cast', dtype: 'float32', span: step.span ?? null } : step;
}

/** Steps that a pipeline takes with one example, as steps of the array of all examples; null where one is not such a step. */
export function lifted(steps: readonly DataStep[], batched: boolean): readonly DataStep[] | null {
  const made: DataStep[] = [];
  for (const step of steps) {
    if (step.op === 'slice' || step.op === 'share' || step.op === 'pick') return null;
    if (step.op === 'augment' && step.together === true && !batched) made.push(alone(step));
    else if (batched) made.push(step.op === 'reshape' ? { ...step, shape: [-1, ...step.shape.slice(1)] } : step);
    else if (step.op === 'reshape') made.push({ ...step, shape: [-1, ...step.shape] });
    else if (step.op === 'expandDims') made.push(step.axis >= 0 ? { ...step, axis: step.axis + 1 } : step);
    else if (step.op === 'squeeze') {
      if (step.axis === null) return null;
      made.push(step.axis >= 0 ? { ...step, axis: step.axis + 1 } : step);
    } else made.push(step);
  }
  return made;
}
