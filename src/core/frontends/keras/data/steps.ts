import type { LayerInstance } from '../../../graph/builder.js';
import { plainConfig } from '../../../graph/export.js';
import { ModelInstance } from '../../../graph/model.js';
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
 * A layer, or a Sequential of such layers, that is applied to the data: as steps, or null where one of them is no preprocessing. Random
 * layers change images unless they are called with `training=False` (`BaseImagePreprocessingLayer.call`; Keras 3.15, tried in `ds.map`).
 */
export function layerSteps(layer: LayerInstance, training: Value = true): readonly DataStep[] | null {
  return changesOf(layer, training)?.map((change) => ({ span: layer.span, ...change })) ?? null;
}

function changesOf(layer: LayerInstance, training: Value): readonly DataStep[] | null {
  if (layer instanceof ModelInstance) {
    if (layer.kind !== 'Sequential') return null;
    const inner = layer.layers.map((one) => layerSteps(one, training));
    return inner.some((steps) => steps === null) ? null : inner.flatMap((steps) => steps!);
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
  if (!/^Random[A-Z]|^Solarization$/.test(layer.type) || (training !== null && typeof training !== 'boolean')) return null;
  return training === false ? [] : [{ op: 'augment', parts: [{ className: layer.type, config, span: layer.span }] }];
}

/** The array with `steps` done to it, in the shape that they give. */
export function afterSteps(array: ArrayValue, steps: readonly (DataStep | null)[] | null, made: ArrayValue, what: string, at: Site): ArrayValue {
  if (!array.data || !steps || steps.includes(null)) return new ArrayValue(made.shape, made.dtype, { content: made.content, loss: made.loss, why: array.unfollowed(what, at).why });
  const data: DataArray = { ...array.data, steps: [...array.data.steps, ...(steps as readonly DataStep[])] };
  return new ArrayValue(made.shape, made.dtype, { data, loss: made.loss });
}

/** Steps that a pipeline takes with one example, as steps of the array of all examples; null where one is not such a step. */
export function lifted(steps: readonly DataStep[], batched: boolean): readonly DataStep[] | null {
  const made: DataStep[] = [];
  for (const step of steps) {
    if (step.op === 'slice' || step.op === 'share' || step.op === 'pick') return null;
    if (batched) made.push(step.op === 'reshape' ? { ...step, shape: [-1, ...step.shape.slice(1)] } : step);
    else if (step.op === 'reshape') made.push({ ...step, shape: [-1, ...step.shape] });
    else if (step.op === 'expandDims') made.push(step.axis >= 0 ? { ...step, axis: step.axis + 1 } : step);
    else if (step.op === 'squeeze') {
      if (step.axis === null) return null;
      made.push(step.axis >= 0 ? { ...step, axis: step.axis + 1 } : step);
    } else made.push(step);
  }
  return made;
}
