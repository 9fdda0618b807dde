/** Which metrics a recipe means, and what Keras calls them (`keras/src/trainers/compile_utils.py`). */
import type { ObjectConfig } from '../../core/graph/types.js';
import { lossNamed } from '../losses/lookup.js';
import { LossConfig, meanMetric, type Metric } from './define.js';
import { specs } from './registry.generated.js';

const all = Object.values(specs as Record<string, Metric>);
const byClass = new Map(all.map((metric) => [metric.className, metric]));
const byString = new Map(all.flatMap((metric) => [metric.className, ...metric.names].map((name) => [name, metric])));

export interface BoundMetric {
  /** As Keras shows it. */
  readonly name: string;
  readonly metric: Metric;
  readonly config: LossConfig;
}

/** Shapes decide what the string "accuracy" means. */
export interface OutputShapes {
  readonly target: readonly number[];
  readonly prediction: readonly number[];
}

/** "accuracy" and "acc" by shapes, as Keras's `get_metric`. */
function accuracyFor({ target, prediction }: OutputShapes): Metric {
  const last = prediction.at(-1);
  const className = last === 1 ? 'BinaryAccuracy' : target.length < prediction.length || target.at(-1) === 1 ? 'SparseCategoricalAccuracy' : 'CategoricalAccuracy';
  return byClass.get(className)!;
}

/** A function of `keras.losses` that is given as a metric is one by its mean (`keras/src/trainers/compile_utils.py`, `get_metric`); a loss's class is none. */
function lossAsMetric(name: string): Metric | undefined {
  const loss = lossNamed(name);
  if (loss === undefined || name === loss.className) return undefined;
  return meanMetric({ className: name, names: [name], name }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));
}

/** Undefined where the metric cannot be run. `className` may be a class or a string of `metrics=[...]`, which then names the metric. */
export function bindMetric(part: ObjectConfig, shapes: OutputShapes): BoundMetric | undefined {
  const { className, config } = part;
  const chosenByShape = className === 'accuracy' || className === 'acc';
  const metric = chosenByShape ? accuracyFor(shapes) : (byString.get(className) ?? lossAsMetric(className));
  if (metric === undefined) return undefined;
  const own = typeof config.name === 'string' ? config.name : null;
  return { name: own ?? (chosenByShape || metric.names.includes(className) ? className : metric.name), metric, config: new LossConfig(config) };
}
