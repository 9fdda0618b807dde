/** What activation a tensor went through last. */
import type { Call, Layer, TensorId } from '../graph/types.js';
import type { GraphView } from './graph-view.js';

export interface LastActivation {
  /** Keras's name: `linear`, `softmax`, `relu`, … */
  readonly name: string;
  readonly layer: Layer;
  readonly call: Call;
  /** Axis of a softmax. */
  readonly axis: number;
}

/** Layers that pass values on as they are, or only move them about. */
const PASSES: ReadonlySet<string> = new Set([
  'Dropout', 'SpatialDropout1D', 'SpatialDropout2D', 'SpatialDropout3D', 'GaussianNoise', 'GaussianDropout', 'ActivityRegularization',
  'Identity', 'Flatten', 'Reshape', 'Permute', 'Cropping1D', 'Cropping2D', 'Cropping3D', 'Resizing', 'UpSampling1D', 'UpSampling2D', 'UpSampling3D',
  'GlobalAveragePooling1D', 'GlobalAveragePooling2D', 'GlobalAveragePooling3D',
]);
const OPERATIONS_PASS: ReadonlySet<string> = new Set(['reshape', 'squeeze', 'expand_dims', 'transpose', 'cast', 'identity']);
const OPERATION_ACTIVATIONS: ReadonlySet<string> = new Set(['softmax', 'sigmoid', 'log_softmax', 'relu', 'relu6', 'tanh', 'elu', 'gelu', 'silu', 'leaky_relu']);
const ACTIVATION_LAYERS: { readonly [type: string]: string } = { Softmax: 'softmax', ReLU: 'relu', LeakyReLU: 'leaky_relu', ELU: 'elu', PReLU: 'prelu' };

/** Layers that compute a weighted sum and then an activation of their own. */
export const WEIGHTED: ReadonlySet<string> = new Set(['Dense', 'Conv1D', 'Conv2D', 'Conv3D', 'Conv1DTranspose', 'Conv2DTranspose', 'Conv3DTranspose', 'SeparableConv1D', 'SeparableConv2D', 'DepthwiseConv1D', 'DepthwiseConv2D']);

/** The activation argument of a layer by name: `linear` for none, null where it is not known. */
export function activationOf({ config, unknown }: Layer): string | null {
  const { activation } = config;
  if (unknown.includes('activation')) return null;
  if (activation === null) return 'linear';
  return typeof activation === 'string' ? activation : null;
}

/** The last activation on the way to a tensor; null where it is not known. */
export function lastActivation(view: GraphView, tensor: TensorId): LastActivation | null {
  const call = view.maker(tensor);
  const layer = call && view.layerOf(call);
  if (!call || !layer) return null;
  const found = (name: string, axis = -1): LastActivation => ({ name, layer, call, axis });
  const axis = (): number | null => (typeof layer.config.axis === 'number' ? layer.config.axis : layer.config.axis === undefined && !layer.unknown.includes('axis') ? -1 : null);
  const before = (): LastActivation | null => (call.inputs.length === 1 ? lastActivation(view, call.inputs[0]!) : null);

  if (layer.role === 'model' && layer.inner) {
    const inner = layer.inner.outputs[call.outputs.indexOf(tensor)];
    return inner === undefined || layer.inner.incomplete ? null : lastActivation(view.inner(layer.inner), inner);
  }
  if (layer.role === 'operation') {
    if (OPERATIONS_PASS.has(layer.type)) return before();
    if (!OPERATION_ACTIVATIONS.has(layer.type)) return null;
    const along = axis();
    return along === null ? null : found(layer.type, along);
  }
  if (layer.role !== 'layer') return null;
  if (PASSES.has(layer.type)) return before();
  const named = ACTIVATION_LAYERS[layer.type];
  if (named) {
    const along = named === 'softmax' ? axis() : -1;
    return along === null ? null : found(named, along);
  }
  if (layer.type !== 'Activation' && !WEIGHTED.has(layer.type)) return null;
  const name = activationOf(layer);
  if (name === null) return null;
  return layer.type === 'Activation' && name === 'linear' ? before() : found(name);
}
