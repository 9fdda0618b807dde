import { applicationFunction, applicationFunctions, applicationModules, preprocessing } from '../../../applications/lookup.js';
import type { ApplicationFunction } from '../../../applications/build.js';
import { buildApplication } from '../../../applications/build.js';
import { toSnake } from '../../../graph/names.js';
import type { Maybe } from '../../../graph/values.js';
import { Unknown } from '../../../graph/values.js';
import { defineModule, type ModuleDefinition } from '../../python/modules.js';
import { BoundNative, type Native, native, RawNative } from '../../python/native.js';
import type { Args } from '../../python/args.js';
import { type Site, type Value, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { toMaybe } from '../convert.js';
import { operate } from '../ops/operate.js';
import { sessionOf } from '../session.js';
import { TensorValue } from '../tensor-value.js';

/** `VGG16(…)`: the whole model, built as Keras builds it. */
function build(fn: ApplicationFunction, args: Args, at: Site): Value {
  if (args.open) return args.open;
  const session = sessionOf(at.machine);
  const value = (v: Value): Maybe => (v instanceof TensorValue ? v.tensor : toMaybe(v));
  const keyword = new Map([...args.keyword].map(([name, v]) => [name, value(v)] as const));
  checkWeightsFile(args, fn, at);
  const { model, problems } = buildApplication(session.builder, fn, args.positional.map(value), keyword, at.span);
  const names = fn.family.parameters.map(([name]) => name);
  for (const problem of problems) {
    const index = problem.argument === undefined ? -1 : names.indexOf(toSnake(problem.argument));
    const span = problem.argument === undefined ? at.span : (args.keywordSpans.get(problem.argument) ?? args.positionalSpans[index] ?? at.span);
    session.report(problem, span, at);
  }
  if (model instanceof Unknown) return model;
  session.addModel(model, at.machine.placeHere(at.span));
  return session.wrapped(model);
}

/** `weights` of another name than "imagenet" is a file, which Keras looks for where the program runs. Whether that is beside the program is not known for sure. */
function checkWeightsFile(args: Args, fn: ApplicationFunction, at: Site): void {
  const place = fn.family.parameters.findIndex(([name]) => name === 'weights');
  const weights = args.get(place, 'weights');
  const session = sessionOf(at.machine);
  if (typeof weights !== 'string' || weights === 'imagenet' || !session.readModel) return;
  const found = session.readModel(weights, at.machine.file);
  if ('reason' in found && found.missing) session.warn('weights-file', `weights must be None, "imagenet" or the path of a file that is there, but "${weights}" was not found beside this program. Keras raises a ValueError where there is none.`, args.spanOf(place, 'weights') ?? at.span);
}

const made = new Map<string, Native>();
function application(name: string, fn: ApplicationFunction): Native {
  let found = made.get(name);
  if (!found) {
    found = new RawNative(`${name}(**kwargs)`, (args, at) => build(fn, args, at));
    made.set(name, found);
  }
  return found;
}

/** `<module>.preprocess_input(x)`: a step of the data, or an operation on a symbolic tensor. */
const preprocess = (path: string): Value =>
  new BoundNative('preprocess_input', (args, at) => {
    const mode = preprocessing(path) ?? null;
    const x = args.positional[0] ?? args.keyword.get('x') ?? null;
    if (x instanceof TensorValue) return mode === null ? x : operate('multiply', [x, 1], at);
    if (x instanceof ArrayValue) return mode === null ? x : x.after({ op: 'preprocessInput', mode, span: at.span }, x.shape, 'float32');
    return x instanceof Unknown ? x : unknown('What is preprocessed here is not known.', at.span);
  });

const decode = native('decode_predictions(preds, top=5)', (at) => unknown('Predictions are not known without running the model.', at.span));

const submodules: readonly ModuleDefinition[] = [...applicationModules()].map(([name, module]) =>
  defineModule({
    names: [`keras.applications.${name}`],
    values: { preprocess_input: preprocess(`${name}.preprocess_input`) },
    functions: [decode, ...module.functions.flatMap((fn) => (applicationFunction(fn) ? [application(fn, applicationFunction(fn)!)] : []))],
  }),
);

export default [
  defineModule({
    names: ['keras.applications'],
    find: (name) => {
      const fn = applicationFunction(name);
      return fn && application(name, fn);
    },
    starNames: () => [...applicationFunctions().keys()],
  }),
  defineModule({
    names: ['keras.applications.imagenet_utils'],
    functions: [
      decode,
      native('preprocess_input(x, data_format=None, mode="caffe")', (at, x, _format, mode) => (x instanceof ArrayValue && (mode === 'caffe' || mode === 'tf' || mode === 'torch') ? x.after({ op: 'preprocessInput', mode, span: at.span }, x.shape, 'float32') : unknown('What is preprocessed here is not known.', at.span))),
    ],
  }),
  ...submodules,
];
