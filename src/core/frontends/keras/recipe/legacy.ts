import type { Fix } from '../../../analysis.js';
import { nearest } from '../../../graph/names.js';
import type { Span } from '../../../graph/types.js';
import { Args } from '../../python/args.js';
import type { Site, Value } from '../../python/values.js';
import { DatasetValue } from '../dataset-value.js';

/** Parameters of `compile` and `fit` in the order of Keras 3.15. */
export const COMPILE = ['optimizer', 'loss', 'loss_weights', 'metrics', 'weighted_metrics', 'run_eagerly', 'steps_per_execution', 'jit_compile', 'auto_scale_loss'];
export const FIT = ['x', 'y', 'batch_size', 'epochs', 'verbose', 'callbacks', 'validation_split', 'validation_data', 'shuffle', 'class_weight', 'sample_weight', 'initial_epoch', 'steps_per_epoch', 'validation_steps', 'validation_batch_size', 'validation_freq'];
const EVALUATE = ['x', 'y', 'batch_size', 'verbose', 'sample_weight', 'steps', 'callbacks', 'return_dict'];
const PREDICT = ['x', 'batch_size', 'verbose', 'steps', 'callbacks'];
const PARAMETERS: Readonly<Record<string, readonly string[]>> = { compile: COMPILE, fit: FIT, evaluate: EVALUATE, predict: PREDICT };

/** Parameters of Keras 2's methods for generators, in their order. */
const GENERATOR: Readonly<Record<string, readonly string[]>> = {
  fit: ['x', 'steps_per_epoch', 'epochs', 'verbose', 'callbacks', 'validation_data', 'validation_steps', 'validation_freq', 'class_weight', 'max_queue_size', 'workers', 'use_multiprocessing', 'shuffle', 'initial_epoch'],
  evaluate: ['x', 'steps', 'callbacks', 'max_queue_size', 'workers', 'use_multiprocessing', 'verbose'],
  predict: ['x', 'steps', 'callbacks', 'max_queue_size', 'workers', 'use_multiprocessing', 'verbose'],
};

/** What earlier versions called otherwise, by method. */
const FORMER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  fit: { nb_epoch: 'epochs', generator: 'x' },
  evaluate: { generator: 'x', val_samples: 'steps' },
  predict: { generator: 'x', val_samples: 'steps' },
  compile: {},
};
/** What is no more, and what to do. */
const GONE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  fit: {
    samples_per_epoch: 'Use steps_per_epoch, which counts batches', nb_val_samples: 'Use validation_steps, which counts batches', show_accuracy: 'Give compile metrics=["accuracy"]', workers: 'Give workers to the PyDataset that is fitted', use_multiprocessing: 'Give use_multiprocessing to the PyDataset that is fitted',
    max_queue_size: 'Give max_queue_size to the PyDataset that is fitted', max_q_size: 'Remove it', nb_worker: 'Remove it', pickle_safe: 'Remove it',
  },
  evaluate: { show_accuracy: 'Give compile metrics=["accuracy"]', workers: 'Remove it', use_multiprocessing: 'Remove it', max_queue_size: 'Remove it', max_q_size: 'Remove it' },
  predict: { workers: 'Remove it', use_multiprocessing: 'Remove it', max_queue_size: 'Remove it', max_q_size: 'Remove it' },
  compile: { sample_weight_mode: 'Give fit a sample_weight of the targets\' shape', target_tensors: 'Remove it', class_mode: 'Choose a loss that fits the targets', distribute: 'Build the model in a strategy\'s scope' },
};

/**
 * The arguments of `compile`, `fit`, `evaluate` or `predict` under today's names, with what is to be said of the others. Those of the
 * methods for generators (`generator` true) come in an order of their own.
 */
export function modernArguments(method: 'compile' | 'fit' | 'evaluate' | 'predict', args: Args, at: Site, { generator = false }: { readonly generator?: boolean } = {}): Args {
  const keyword = new Map<string, Value>();
  const spans = new Map<string, Span>();
  const keep = (name: string, value: Value, span: Span | null | undefined): void => {
    keyword.set(name, value);
    if (span) spans.set(name, span);
  };
  if (generator) args.positional.forEach((value, i) => GENERATOR[method]![i] && keep(GENERATOR[method]![i], value, args.positionalSpans[i]));
  for (const [name, value] of args.keyword) {
    const span = args.keywordSpans.get(name);
    const modern = FORMER[method]![name];
    keep(modern ?? name, value, span);
    if (modern !== undefined) {
      const fixes = span && span.file === undefined ? { fixes: [{ title: `Change ${name} to ${modern}`, edits: [{ span: { from: span.from, to: span.from + name.length }, text: modern }] }] } : {};
      at.machine.report({ code: 'legacy-argument', severity: 'warning', span: span ?? at.span, message: `${method} no longer takes ${name}; Keras 3 calls it ${modern}. Rename the argument.`, ...fixes });
    } else if (!PARAMETERS[method]!.includes(name)) refuse(method, name, span ?? at.span, args, at, batches(name, value, span, batchSizeOf(name === 'nb_val_samples' ? args.keyword.get('validation_data') : (keyword.get('x') ?? args.positional[0]))));
  }
  const samples = keyword.get('samples_per_epoch');
  if (samples !== undefined) keep('steps_per_epoch', null, spans.get('samples_per_epoch'));
  return new Args(generator ? [] : args.positional, keyword, generator ? [] : args.positionalSpans, spans, args.open);
}

/** Numbers of examples of Keras 1, and the number of batches that took their place. */
const COUNTS: Readonly<Record<string, string>> = { samples_per_epoch: 'steps_per_epoch', nb_val_samples: 'validation_steps' };

const batchSizeOf = (x: Value | undefined): number | null => (x instanceof DatasetValue ? (x.data?.batchSize ?? null) : null);

/** The edit that counts batches where examples were counted, for a number that is written out. */
function batches(name: string, value: Value, span: Span | undefined, batchSize: number | null): Fix | undefined {
  const modern = COUNTS[name];
  if (modern === undefined || batchSize === null || typeof value !== 'number' || !span || span.file !== undefined) return undefined;
  const written = span.to - span.from === `${name}=${value}`.length;
  const parts = [{ span: { from: span.from, to: span.from + name.length }, text: modern }, { span: { from: span.to, to: span.to }, text: `${written ? '' : ')'} // ${batchSize}` }];
  return { title: `Count batches of ${batchSize}: ${modern}`, edits: written ? parts : [{ span: { from: span.from, to: span.from + name.length + 1 }, text: `${modern}=(` }, parts[1]!] };
}

function refuse(method: string, name: string, span: Span, args: Args, at: Site, counted: Fix | undefined): void {
  const advice = GONE[method]![name];
  if (advice !== undefined) {
    const fix = counted ?? (advice.startsWith('Use ') ? undefined : removal(name, args));
    at.machine.report({ code: 'legacy-argument', severity: 'warning', span, message: `${method} no longer takes ${name}. ${advice}.`, ...(fix ? { fixes: [fix] } : {}) });
    return;
  }
  const known = PARAMETERS[method]!;
  const meant = nearest(name, known);
  at.machine.raise('TypeError', `${method} has no argument ${name}. ${meant ? `Did you mean ${meant}?` : `It takes ${known.slice(0, 8).join(', ')}, ....`}`, { ...at, span }, 'argument-unknown');
}

/** The edit that takes an argument out of a call, with the comma before it or, for the first, after it. */
export function removal(name: string, { keywordSpans, positionalSpans }: Args): Fix | undefined {
  const span = keywordSpans.get(name);
  if (!span || span.file !== undefined) return undefined;
  const all = [...positionalSpans.filter((s) => s !== null), ...keywordSpans.values()].sort((a, b) => a.from - b.from);
  const i = all.findIndex((s) => s.from === span.from);
  const [before, after] = [all[i - 1], all[i + 1]];
  const edit = before ? { from: before.to, to: span.to } : after ? { from: span.from, to: after.from } : { from: span.from, to: span.to };
  return { title: `Remove ${name}`, edits: [{ span: edit, text: '' }] };
}

/** Methods that models no longer have, by the one to use: reported at the method's name. */
export function formerMethod(old: string, modern: string, advice: string, name: Span, at: Site, more: readonly { readonly span: Span; readonly text: string }[] = []): void {
  const span = { ...name, from: name.to - old.length };
  const fixes = name.file === undefined ? { fixes: [{ title: `Call ${modern} instead`, edits: [{ span, text: modern }, ...more] }] } : {};
  at.machine.report({ code: 'legacy-method', severity: 'warning', span, message: `Models no longer have ${old}. ${advice}.`, ...fixes });
}
