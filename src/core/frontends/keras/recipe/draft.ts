import type { Loss, Span } from '../../../graph/types.js';
import type { Bound } from '../../../recipe/counts.js';
import type { DataSet, FitPlaces, OutputPart, Part } from '../../../recipe/types.js';
import type { NamedPart } from './checks.js';
import type { Args } from '../../python/args.js';
import type { Mutable } from '../../python/values.js';
import type { ObjectValue } from '../object-value.js';
import { TrainableWatch } from './trainable.js';

/** What the program has said so far about how a model is trained. */
export class RecipeDraft implements Mutable {
  /** `born` is when its model was made: who reaches the one reaches the other. */
  constructor(readonly born: number) {}

  optimizer: Part | null = null;
  /** The optimizer as the program has it in `model.optimizer`; null until it asks, where `compile` was given no object. */
  optimizerObject: ObjectValue | null = null;
  losses: OutputPart[] = [];
  lossWeights: number[] | null = null;
  metrics: OutputPart[] = [];
  weightedMetrics: OutputPart[] = [];
  /** What `compile` was given, for a model whose outputs were not known then. */
  compileArgs: Args | null = null;
  train: DataSet | null = null;
  validation: DataSet | null = null;
  validationSplit = 0;
  test: DataSet | null = null;
  epochs = 1;
  initialEpoch = 0;
  batchSize = 32;
  stepsPerEpoch: Bound = null;
  validationSteps: Bound = null;
  validationFreq: number | number[] | undefined = undefined;
  validationBatchSize: number | undefined = undefined;
  testBatchSize: number | undefined = undefined;
  testSteps: Bound | undefined = undefined;
  shuffle = true;
  classWeight: { readonly [label: string]: number } | null = null;
  callbacks: Part[] = [];
  /** The objects of `callbacks`, in their order. */
  callbackObjects: ObjectValue[] = [];
  /** The trainings before the last one, each as it was when it was done. */
  earlier: readonly Stage[] = [];
  /** The last one, as it was when it was done. */
  last: Stage | null = null;
  /** Whether the last training goes on with the optimizer of the one before. */
  keepsOptimizer = false;
  compileSpan: Span | null = null;
  /** Whether it has been trained since it was compiled. */
  fitted = false;
  fitSpan: Span | null = null;
  places: FitPlaces = {};
  /** Set where code that is not followed gets the model and may compile it. */
  compiledElsewhere = false;
  /** Set once the model was given data, which builds it. */
  ran = false;
  /** Names of losses and metrics that Keras looks up when training starts. */
  named: readonly NamedPart[] = [];
  saves: { path: string; span: Span | null }[] = [];
  loads: { path: string; span: Span | null }[] = [];
  /** The weights that were loaded last before `fit`; undefined before that. */
  start: { path: string; span: Span | null } | null | undefined = undefined;
  /** What was loaded between `fit` and `evaluate`. */
  testStart: { path: string; span: Span | null } | null = null;
  /** Where it was trained batch by batch since weights were loaded. */
  onBatches: Span | null = null;

  unknowns: (Loss & { blocks: boolean })[] = [];
  trainable = new TrainableWatch();

  lose(reason: string, span: Span | null, blocks: boolean): void {
    if (!this.unknowns.some((known) => same({ ...known, span: null }, { reason, span: null, blocks }) && known.span?.from === span?.from)) this.unknowns.push({ reason, span, blocks });
  }

  /** After a fit behind another one, which is a stage of the training. One that repeats it is more epochs of it: weights, optimizer and data are what they were. */
  private trainedBefore(before: Stage, compiledSince: boolean): void {
    const repeats = !compiledSince && before.start === this.start && [...COMPILED, ...FITTED].every((key) => OWN.has(key) || same(before[key], this[key]));
    if (repeats && this.callbacks.length === 0 && this.initialEpoch === 0 && (this.validationFreq ?? 1) === 1) {
      this.epochs += before.epochs;
      return;
    }
    this.earlier = [...before.earlier, { ...before, earlier: [] }];
    this.keepsOptimizer = !compiledSince || (before.optimizerObject !== null && before.optimizerObject === this.optimizerObject);
    const known = new Set(this.earlier.flatMap(({ callbackObjects }) => callbackObjects));
    this.callbacks = this.callbacks.map((part, i) => (known.has(this.callbackObjects[i]!) ? { ...part, again: true } : part));
  }

  /** At the end of a fit. */
  trained(): void {
    if (this.last !== null) this.trainedBefore(this.last, !this.fitted);
    this.fitted = true;
    this.last = { ...this.snapshot(), last: null };
  }

  /** What `compile` said, as `model.save` keeps it. */
  compiledPart(): Compiled {
    const { optimizer, losses, lossWeights, metrics, weightedMetrics, named } = this;
    return { optimizer, losses, lossWeights, metrics, weightedMetrics, named };
  }
  /** Compiled by `load_model` as the saved model was. */
  takeCompiled(part: Compiled, span: Span): void {
    Object.assign(this, part, { optimizerObject: null, compileSpan: span, fitted: false });
  }

  snapshot(): Stage {
    const { saves, loads, unknowns, trainable, born: _born, ...fields } = this;
    return { ...fields, saves: [...saves], loads: [...loads], unknowns: [...unknowns], trainable: trainable.copy() };
  }
  restore(state: Stage): void {
    Object.assign(this, state, { saves: [...state.saves], loads: [...state.loads], unknowns: [...state.unknowns], trainable: state.trainable.copy() });
  }
  /** Of two ways, the one that compiles or trains is the one that a training follows; where both do, what differs is not known. */
  join(a: Stage, b: Stage, loss: Loss): void {
    this.restore(a);
    const [compiled, fitted] = [a.compileSpan ? a : b, a.fitSpan ? a : b];
    for (const key of COMPILED) Object.assign(this, { [key]: compiled[key] });
    for (const key of FITTED) Object.assign(this, { [key]: fitted[key] });
    this.trainable = compiled.trainable.copy();
    this.ran = a.ran || b.ran;
    for (const list of ['saves', 'loads', 'unknowns'] as const) Object.assign(this, { [list]: [...a[list], ...b[list].filter((entry) => !a[list].some((other) => same(entry, other)))] });
    const differing = [...(a.compileSpan && b.compileSpan ? COMPILED : []), ...(a.fitSpan && b.fitSpan ? FITTED : [])].filter((key) => !key.endsWith('Span') && key !== 'places' && key !== 'named' && key !== 'compileArgs' && key !== 'optimizerObject' && key !== 'fitted' && key !== 'onBatches' && key !== 'callbackObjects' && key !== 'last' && !(key === 'earlier' ? sameStages(a.earlier, b.earlier) : same(a[key], b[key])));
    if (differing.length > 0) this.lose(`How the model is trained (${differing.map((key) => WORDS[key] ?? key).join(', ')}) is not known. ${loss.reason}`, loss.span, true);
  }
}

/** What a saved model keeps of how it was compiled. */
export type Compiled = Pick<RecipeDraft, 'optimizer' | 'losses' | 'lossWeights' | 'metrics' | 'weightedMetrics' | 'named'>;
/** What was said of a training when it was done. */
export type Stage = { [K in 'ran' | 'saves' | 'loads' | 'unknowns' | 'trainable' | (typeof COMPILED)[number] | (typeof FITTED)[number]]: RecipeDraft[K] };
const COMPILED = ['optimizer', 'optimizerObject', 'losses', 'lossWeights', 'metrics', 'weightedMetrics', 'compileSpan', 'compileArgs', 'named', 'compiledElsewhere', 'fitted'] as const;
const FITTED = ['train', 'validation', 'validationSplit', 'test', 'epochs', 'initialEpoch', 'batchSize', 'stepsPerEpoch', 'validationSteps', 'validationFreq', 'validationBatchSize', 'testBatchSize', 'testSteps', 'shuffle', 'classWeight', 'callbacks', 'callbackObjects', 'fitSpan', 'places', 'start', 'testStart', 'onBatches', 'earlier', 'last', 'keepsOptimizer'] as const;
/** What may differ where one fit repeats another. */
const OWN: ReadonlySet<string> = new Set<(typeof COMPILED)[number] | (typeof FITTED)[number]>(['optimizerObject', 'compileArgs', 'named', 'fitted', 'test', 'testBatchSize', 'testSteps', 'epochs', 'fitSpan', 'places', 'start', 'testStart', 'onBatches', 'callbackObjects', 'earlier', 'last', 'keepsOptimizer']);
const WORDS: Readonly<Record<string, string>> = { earlier: 'trainings before', keepsOptimizer: 'optimizer', losses: 'loss', train: 'data', validation: 'validation data', test: 'test data', batchSize: 'batch size', stepsPerEpoch: 'steps', validationSteps: 'validation steps', validationFreq: 'validation frequency', validationBatchSize: 'batch size of the validation', testBatchSize: 'batch size of evaluate', testSteps: 'steps of evaluate', lossWeights: 'loss weights', classWeight: 'class weights', validationSplit: 'validation split' };

/** Whether two ways have trained in the same places before. */
const sameStages = (a: readonly Stage[], b: readonly Stage[]): boolean => a.length === b.length && a.every(({ fitSpan }, i) => fitSpan?.from === b[i]!.fitSpan?.from);
/** Equal but for their places in the source. */
const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a, withoutSpans) === JSON.stringify(b, withoutSpans);
const withoutSpans = (key: string, value: unknown): unknown => (key === 'span' || key === 'places' ? undefined : value);
