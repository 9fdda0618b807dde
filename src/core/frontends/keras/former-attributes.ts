import type { ModelInstance } from '../../graph/builder.js';
import { Raised } from '../python/machine.js';
import { BoundNative } from '../python/native.js';
import { type Site, type Value, unknown } from '../python/values.js';
import { sessionOf } from './session.js';

/** What to do instead; `today` is a name to write in the place of the old one. */
interface Former {
  readonly advice: string;
  readonly today?: string;
}
type Table = Readonly<Record<string, Former>>;

const write = (today: string, advice = `Write ${today}`): Former => ({ advice, today });
const instead = (advice: string): Former => ({ advice });

/** Attributes that layers had in Keras 1 and 2, and no layer of Keras 3.15 has (tried on every class of `keras.layers`). */
const OF_LAYERS: Table = {
  input_shape: write('input.shape'),
  output_shape: write('output.shape'),
  get_input_at: instead('Keep the tensor that the layer is called on, or use input'),
  get_output_at: instead('Keep what the layer returns when it is called, or use output'),
  get_input_shape_at: instead('Keep the tensor that the layer is called on, and write shape'),
  get_output_shape_at: instead('Keep what the layer returns when it is called, and write shape'),
  inbound_nodes: write('_inbound_nodes'),
  outbound_nodes: write('_outbound_nodes'),
  input_mask: instead('Remove it'),
  output_mask: instead('Remove it'),
  updates: instead('Remove it: variables are updated in call()'),
  get_updates_for: instead('Remove it: variables are updated in call()'),
  get_losses_for: instead('Use losses'),
  uses_learning_phase: instead('Pass training=True or False to the call'),
  dynamic: instead('Remove it'),
  W: write('kernel'),
  nb_input: instead('Use input'),
};

/** The same for models of all kinds: what they had beyond the attributes of layers. */
const OF_MODELS: Table = {
  get_output_at: OF_LAYERS.get_output_at!,
  get_input_at: OF_LAYERS.get_input_at!,
  input_names: instead('Write [tensor.name for tensor in model.inputs]'),
  output_names: instead('Write [tensor.name for tensor in model.outputs]'),
  inbound_nodes: OF_LAYERS.inbound_nodes!,
  outbound_nodes: OF_LAYERS.outbound_nodes!,
  updates: OF_LAYERS.updates!,
  state_updates: OF_LAYERS.updates!,
  uses_learning_phase: OF_LAYERS.uses_learning_phase!,
  total_loss: instead('Compute it with compute_loss(x, y, y_pred) under tf.GradientTape'),
  metrics_tensors: instead('Give compile metrics, or override compute_metrics()'),
  loss_functions: instead('Use loss, or compute_loss(x, y, y_pred)'),
  targets: instead('Override compute_loss() to see the targets'),
  sample_weights: instead('Override compute_loss() to see the weights'),
  container_nodes: instead('Remove it'),
  to_yaml: write('to_json'),
  reset_states: instead('Call reset_state() of each recurrent layer'),
  _make_predict_function: write('make_predict_function'),
  _make_train_function: write('make_train_function'),
};

/** What tensors of TensorFlow have, and the symbolic tensors of a model in Keras 3 do not. */
const OF_TENSORS: Table = {
  _keras_shape: write('shape'),
  _uses_learning_phase: instead('Pass training=True or False to the call of a layer'),
  get_shape: instead('Write shape'),
  set_shape: instead('Use keras.ops.reshape, or set_shape inside a layer'),
  astype: instead('Use keras.ops.cast(x, dtype)'),
  numpy: instead('It has no numbers before the model is called on data: call keras.Model(inputs, outputs) on an array'),
  eval: instead('It has no numbers before the model is called on data: call keras.Model(inputs, outputs) on an array'),
  op: instead('Remove it'),
  graph: instead('Remove it'),
  consumers: instead('Remove it'),
  sum: instead('Use keras.ops.sum'),
  mean: instead('Use keras.ops.mean'),
  max: instead('Use keras.ops.max'),
  min: instead('Use keras.ops.min'),
};

const OF_OPTIMIZERS: Table = {
  lr: write('learning_rate'),
  decay: instead('Give learning_rate a schedule of keras.optimizers.schedules'),
  weights: write('variables'),
  get_weights: instead('Use variables'),
  get_gradients: instead('Use tf.GradientTape and apply_gradients()'),
  compute_gradients: instead('Use tf.GradientTape and apply_gradients()'),
  get_updates: instead('Use tf.GradientTape and apply_gradients()'),
  minimize: instead('Use tf.GradientTape and apply_gradients()'),
};

/** `W` in the table, and never what every object has (`constructor`). */
const entry = (table: Table, name: string): Former | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

/** Says that `owner` has no such attribute any more; where the program catches that, it is raised. True where there is something to say. */
function say(table: Table, owner: string, name: string, at: Site): boolean {
  const former = entry(table, name);
  if (former === undefined) return false;
  const message = `${owner} no ${name} in Keras 3. ${former.advice}.`;
  if (at.machine.handlers > 0) throw new Raised(unknown(message, at.span), 'AttributeError', at.span);
  const { to, file } = at.span;
  const fix = former.today === undefined || file !== undefined ? undefined : { title: `Change ${name} to ${former.today}`, edits: [{ span: { from: to - name.length, to }, text: former.today }] };
  sessionOf(at.machine).warn('legacy-attribute', message, at.span, fix);
  return true;
}

/** What is not modelled is not known, whether it is read or called. */
const nothing = (name: string): Value => new BoundNative(name, (_args, site) => unknown(`What ${name} gave is not followed.`, site.span));
const METHOD = /^_make|^to_|^reset_|^get_|^set_|^compute_|^(numpy|eval|consumers|astype|minimize|sum|mean|max|min)$/;
const lost = (name: string, at: Site): Value => (METHOD.test(name) ? nothing(name) : unknown(`${name} is gone in Keras 3.`, at.span));

/** An attribute that layers of Keras 2 had: what it was, where `value` knows it. Undefined where nothing is to be said. */
export function formerOfLayer(name: string, at: Site): Value | undefined {
  return say(OF_LAYERS, 'A layer has', name, at) ? lost(name, at) : undefined;
}
/** The same of a model. */
export function formerOfModel({ kind }: ModelInstance, name: string, at: Site): Value | undefined {
  return say(OF_MODELS, kind === 'Subclass' ? 'A model has' : `A ${kind} model has`, name, at) ? lost(name, at) : undefined;
}
/** Whether only TensorFlow's tensors have such an attribute. */
export const isFormerOfTensor = (name: string): boolean => Object.hasOwn(OF_TENSORS, name);
/** Says that a tensor of a model is asked for what only TensorFlow's have. */
export const saidOfTensor = (name: string, at: Site): boolean => say(OF_TENSORS, 'A tensor of a model has', name, at);
/** What a program then reads; undefined for other attributes. */
export const lostOfTensor = (name: string, at: Site): Value | undefined => (isFormerOfTensor(name) ? lost(name, at) : undefined);
/** An attribute that optimizers of Keras 2 had. Undefined where nothing is to be said. */
export function formerOfOptimizer(className: string, name: string, at: Site): Value | undefined {
  return say(OF_OPTIMIZERS, `${className} has`, name, at) ? lost(name, at) : undefined;
}
