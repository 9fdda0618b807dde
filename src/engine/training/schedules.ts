/** Keras's learning rate schedules (`keras.optimizers.schedules`), computed outside the step: the rate enters it as an input. */
import type { ConfigValue, ObjectConfig } from '../../core/graph/types.js';
import { UserError } from '../errors.js';
import { asObject } from '../layers/support/config.js';

type Schedule = (step: number, config: ObjectConfig['config']) => number;

const number = (config: ObjectConfig['config'], name: string, fallback?: number): number => {
  const value = config[name] ?? fallback;
  if (typeof value === 'number') return value;
  const python = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  throw new UserError(`The learning rate schedule needs a number for \`${python}\`, and it could not be determined from the file. Write it out in the schedule.`);
};
const list = (config: ObjectConfig['config'], name: string): number[] => {
  const value = config[name];
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value;
  throw new UserError(`The learning rate schedule needs a list of numbers for \`${name}\`, and it could not be determined from the file. Write it out in the schedule.`);
};
const share = (step: number, config: ObjectConfig['config']): number => {
  const part = step / number(config, 'decaySteps');
  return config.staircase === true ? Math.floor(part) : part;
};
const cosine = (fraction: number, alpha: number): number => (1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * fraction)) + alpha;

const schedules: Record<string, Schedule> = {
  ExponentialDecay: (step, config) => number(config, 'initialLearningRate') * number(config, 'decayRate') ** share(step, config),
  InverseTimeDecay: (step, config) => number(config, 'initialLearningRate') / (1 + number(config, 'decayRate') * share(step, config)),
  PiecewiseConstantDecay(step, config) {
    const boundaries = list(config, 'boundaries');
    const at = boundaries.findIndex((boundary) => step <= boundary);
    return list(config, 'values').at(at === -1 ? boundaries.length : at)!;
  },
  PolynomialDecay(step, config) {
    const steps = number(config, 'decaySteps');
    const end = number(config, 'endLearningRate', 0.0001);
    const span = config.cycle === true ? steps * (step === 0 ? 1 : Math.ceil(step / steps)) : steps;
    const fraction = Math.min(step, span) / span;
    return (number(config, 'initialLearningRate') - end) * (1 - fraction) ** number(config, 'power', 1) + end;
  },
  CosineDecay(step, config) {
    const steps = number(config, 'decaySteps');
    const first = number(config, 'initialLearningRate');
    const alpha = number(config, 'alpha', 0);
    if (typeof config.warmupTarget !== 'number') return first * cosine(Math.min(step, steps) / steps, alpha);
    const warmup = number(config, 'warmupSteps', 0);
    const at = Math.min(step, steps + warmup);
    return at < warmup ? first + ((config.warmupTarget - first) * at) / warmup : config.warmupTarget * cosine((at - warmup) / steps, alpha);
  },
  CosineDecayRestarts(step, config) {
    const growth = number(config, 'tMul', 2);
    let fraction = step / number(config, 'firstDecaySteps');
    let restart: number;
    if (growth === 1) {
      restart = Math.floor(fraction);
      fraction -= restart;
    } else {
      restart = Math.floor(Math.log(1 - fraction * (1 - growth)) / Math.log(growth));
      fraction = (fraction - (1 - growth ** restart) / (1 - growth)) / growth ** restart;
    }
    const alpha = number(config, 'alpha', 0);
    const decayed = 0.5 * number(config, 'mMul', 1) ** restart * (1 + Math.cos(Math.PI * fraction));
    return number(config, 'initialLearningRate') * ((1 - alpha) * decayed + alpha);
  },
};

export interface LearningRate {
  /** The rate at a step, counted from 0. */
  at(step: number): number;
  /** False for a schedule, which callbacks cannot change. */
  readonly settable: boolean;
  set(rate: number): void;
}

/** A number, or a schedule as Keras's configuration has it. Throws a UserError on a schedule that Keras does not have. */
export function learningRateOf(value: ConfigValue | undefined, fallback: number): LearningRate {
  const object = typeof value === 'object' ? asObject(value) : null;
  if (object !== null) {
    const schedule = schedules[object.className];
    if (schedule === undefined) throw new UserError(`The learning rate schedule "${object.className}" cannot be run here. Use one of keras.optimizers.schedules, or a number.`);
    return { at: (step) => schedule(step, object.config), settable: false, set: () => undefined };
  }
  let rate = typeof value === 'number' ? value : fallback;
  return { at: () => rate, settable: true, set: (next) => void (rate = next) };
}
