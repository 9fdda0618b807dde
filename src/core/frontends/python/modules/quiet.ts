import { leave } from './builtins.js';
import { defineModule } from '../modules.js';
import { native } from '../native.js';
import type { Args } from '../args.js';
import { Range, List, Tuple } from '../containers.js';
import { DrawnInteger, Obj, type Value, unknown } from '../values.js';

/** An object on which everything can be called and nothing follows from it (loggers, figures). */
export class Quiet extends Obj {
  constructor(readonly typeName: string) {
    super();
  }
  override getAttribute(): Value {
    return this;
  }
  override call(): Value {
    return this;
  }
  override getItem(): Value {
    return this;
  }
  override iterate(): readonly Value[] {
    return [this, this];
  }
}

/** `tqdm(items)`: goes through what it is given, and shows how far it is. */
class Progress extends Quiet {
  override call(args?: Args): Value {
    return args?.positional[0] ?? args?.keyword.get('iterable') ?? this;
  }
}

/** What pictures that Matplotlib reads hold hangs on their kind: fractions for PNG, bytes for others. */
const readPicture = native('imread(fname, format=None)', (at) => unknown('Images that matplotlib reads are not followed. Those of keras.utils.load_img, PIL.Image.open, cv2.imread and tf.io are.', at.span));

const quiet = (name: string, names: readonly string[] = [name]) => defineModule({ names, find: () => new Quiet(name) });

/** `sys.argv`: how many arguments there are is not known before the file runs. */
const commandLine = new List(['main.py']);
commandLine.lost = unknown('What is given on the command line is not known.');

const searchPath = new List([]);
searchPath.lost = unknown('The search path of modules is not known without running the file.');

/** Modules that models do not depend on: they draw, log, wait. */
export default [
  defineModule({ names: ['matplotlib.pyplot', 'pylab', 'matplotlib.image'], find: (name) => (name === 'imread' ? readPicture : new Quiet('matplotlib.pyplot')) }),
  quiet('matplotlib'), quiet('logging'), quiet('warnings'), quiet('seaborn'), quiet('gc'), quiet('pprint'), quiet('IPython.display', ['IPython.display', 'IPython']),
  defineModule({ names: ['tqdm', 'tqdm.auto', 'tqdm.notebook'], find: (name) => (name === 'trange' ? undefined : new Progress('tqdm')) }),
  defineModule({
    names: ['sys'],
    values: { argv: commandLine, version_info: new Tuple([3, 11, 0]), path: searchPath, stdout: new Quiet('stdout'), stderr: new Quiet('stderr'), maxsize: 2 ** 53 - 1, platform: 'linux', modules: new Quiet('modules') },
    functions: [native('exit(code=None)', (at) => leave(at)), native('setrecursionlimit(n)', () => null)],
  }),
  defineModule({
    names: ['time'],
    functions: [native('time()', (at) => unknown('The time is not known without running the file.', at.span)), native('perf_counter()', (at) => unknown('The time is not known without running the file.', at.span)), native('sleep(seconds)', () => null)],
  }),
  defineModule({
    names: ['random'],
    functions: [
      native('seed(*args)', () => null),
      native('shuffle(x)', () => null),
      ...['randint', 'randrange'].map((name) => native(`${name}(*args, **kwargs)`, (at) => new DrawnInteger({ reason: 'Random numbers are not known without running the file.', span: at.span }))),
      native('choice(seq)', (at, seq) => (seq instanceof Range ? new DrawnInteger({ reason: 'Random numbers are not known without running the file.', span: at.span }) : unknown('Random numbers are not known without running the file.', at.span))),
      ...['random', 'uniform', 'sample', 'gauss', 'choices'].map((name) => native(`${name}(*args, **kwargs)`, (at) => unknown('Random numbers are not known without running the file.', at.span))),
    ],
  }),
];
