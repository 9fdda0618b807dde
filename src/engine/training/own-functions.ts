/** Losses and metrics that are functions of the file, as graphs of two inputs. */
import type { ModelGraph } from '../../core/graph/types.js';
import type { Part } from '../../core/recipe/types.js';
import { UserError, atLine } from '../errors.js';
import type { Loss } from '../losses/define.js';
import { LossConfig, meanMetric } from '../metrics/define.js';
import type { BoundMetric } from '../metrics/lookup.js';
import { runGraph } from '../model/forward.js';
import { weightsOf } from '../model/initialize.js';
import { tf } from '../trace/tensorflow.js';
import { checkLayers, type TargetSpec } from './plan.js';

/** Keras gives a loss that is a function float32 targets of the predictions' rank (`LossFunctionWrapper`). Throws a UserError where it cannot be run. */
export function ownLoss(part: Part, graph: ModelGraph, target: TargetSpec, prediction: readonly number[], source: string): Loss {
  const fault = misfit('loss', part, graph, target, prediction, source);
  if (fault !== null) throw new UserError(fault);
  checkLayers(graph, source);
  return { className: part.className, names: [], call: (yTrue, yPred) => run(graph, tf.cast(yTrue, 'float32'), yPred) };
}

/** A metric that is a function is its mean (`MeanMetricWrapper`). Why it is left out, as a sentence, where it cannot be run. */
export function ownMetric(part: Part, graph: ModelGraph, target: TargetSpec, prediction: readonly number[], source: string): BoundMetric | string {
  const fault = misfit('metric', part, graph, target, prediction, source);
  if (fault !== null) return `${fault} The metric is left out.`;
  try {
    checkLayers(graph, source);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.message} The metric ${part.className} is left out.`;
  }
  const name = typeof part.config['name'] === 'string' ? part.config['name'] : part.className;
  const metric = meanMetric({ className: part.className, names: [], name }, (yTrue, yPred) => run(graph, yTrue, yPred));
  return { name, metric, config: new LossConfig(part.config) };
}

function run(graph: ModelGraph, yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  return runGraph(graph, {}, [yTrue, yPred], { training: false, random: () => { throw new Error('What is random is refused before.'); } }).outputs[0]!;
}

/** Why a function cannot be run on this data: it was followed for float targets of the predictions' shape, and computes something else for others. */
function misfit(what: 'loss' | 'metric', { className, span }: Part, graph: ModelGraph, { shape, dtype }: TargetSpec, prediction: readonly number[], source: string): string | null {
  const subject = `The ${what} ${className}${atLine(source, span)} is a function of the file`;
  const instead = `Use one of keras.${what === 'loss' ? 'losses' : 'metrics'}`;
  const whole = what === 'metric' && dtype !== 'float32';
  if (shape.join() !== prediction.join() || whole) {
    return `${subject}, which is followed for ${what === 'metric' ? 'float32 ' : ''}targets of the predictions' shape ${shown(prediction)}; the data has ${dtype} targets of shape ${shown(shape)}. ${instead}, or give the targets that shape${whole ? ' and astype("float32")' : ''}.`;
  }
  if (graph.outputs.length !== 1) return `${subject} that gives ${graph.outputs.length} tensors, which cannot be run here. ${instead}.`;
  if (weightsOf(graph).length > 0) return `${subject} that applies layers with weights, which cannot be run here. ${instead}.`;
  if ([...graph.layers, ...(graph.operations ?? [])].some(({ type }) => type.startsWith('random_'))) return `${subject} that draws random numbers, which cannot be run here. ${instead}.`;
  return null;
}

const shown = (shape: readonly number[]): string => `(${shape.join(', ')})`;
