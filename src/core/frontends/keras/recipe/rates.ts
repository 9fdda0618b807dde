/** The learning rates that a function of the file gives to `LearningRateScheduler`, worked out beforehand. */
import { Args } from '../../python/args.js';
import { PyFunction } from '../../python/functions.js';
import { asNumber, type Site } from '../../python/values.js';
import { EagerNumber } from '../array-value.js';
import { fromMaybe } from '../convert.js';
import type { ObjectValue } from '../object-value.js';
import type { RecipeDraft } from './draft.js';

/** A run may be longer than its file says. */
const least = 100;
const most = 2000;

/**
 * The rate of each epoch from the first. Keras calls the function with the number of the epoch and the present rate, and with the number alone where it
 * takes no more (`keras/src/callbacks/learning_rate_scheduler.py`). Null where a rate is not known, or another callback decides over it as well.
 */
export function scheduledRates(scheduler: ObjectValue, others: readonly ObjectValue[], { optimizer, epochs, initialEpoch }: RecipeDraft, at: Site): number[] | null {
  const given = scheduler.config.schedule;
  const schedule = given === undefined ? null : fromMaybe(given);
  if (!(schedule instanceof PyFunction) || epochs > most) return null;
  const takesRate = schedule.code.parameters.filter(({ form, keywordOnly }) => form === 'normal' && !keywordOnly).length > 1 || schedule.code.parameters.some(({ form }) => form === '*');
  const first = optimizer?.config.learningRate;
  if (takesRate && (typeof first !== 'number' || others.some(({ className }) => className === 'ReduceLROnPlateau' || className === 'LearningRateScheduler'))) return null;
  // Keras keeps the rate as a float32.
  let rate = Math.fround(typeof first === 'number' ? first : 0);
  // Of epochs before the first one nobody asks.
  const rates = new Array<number>(initialEpoch).fill(rate);
  for (let epoch = initialEpoch; epoch < Math.max(epochs, least); epoch++) {
    const returned = schedule.call(takesRate ? Args.of(epoch, rate) : Args.of(epoch), at);
    if (returned instanceof EagerNumber && epoch < epochs) {
      at.machine.report({ code: 'argument-type', severity: 'error', span: scheduler.span ?? at.span, message: 'LearningRateScheduler takes a Python float from its function, but found a tensor. Write float(...) around what the function returns.' });
      return null;
    }
    const next = asNumber(returned);
    if (next === null || !Number.isFinite(next)) return epoch < epochs ? null : rates;
    rate = Math.fround(next);
    rates.push(next);
  }
  return rates;
}
