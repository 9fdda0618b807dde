/** Lists of files as programs find them: `os.listdir`, `glob`, `pathlib`. The disk is not read; what is done to the lists is followed. */
import { Unknown } from '../../../graph/values.js';
import { Args } from '../../python/args.js';
import { Tuple } from '../../python/containers.js';
import { defineModule, type ModuleDefinition } from '../../python/modules.js';
import { BoundNative, native } from '../../python/native.js';
import osModules from '../../python/modules/os.js';
import plainModules from '../../python/modules/quiet.js';
import { type Site, type Value, asInteger, unknown } from '../../python/values.js';
import { type Drawing, GeneratorValue } from '../files/generator.js';
import { joinedParts, joinedText, PathClass, PathValue } from '../files/path-value.js';
import { shuffle } from '../files/shuffle.js';
import { InnerListValue } from '../files/inner-list.js';
import { TextListValue } from '../files/text-list.js';
import { TestValue, TextValue } from '../files/text-value.js';
import { WalkValue } from '../files/walk.js';

/** A path as text; undefined where it is none that is known. */
const pathText = (value: Value | undefined): string | undefined => (typeof value === 'string' ? value : value instanceof PathValue ? value.text : undefined);
const notKnown = (path: Value | undefined, what: string, at: Site): Unknown => (path instanceof Unknown ? path : unknown(`${what} is not known.`, at.span));

/** The module with some functions done otherwise. */
function withFunctions(module: ModuleDefinition, functions: NonNullable<ModuleDefinition['functions']>): ModuleDefinition {
  const names = new Set(functions.map(({ name }) => name));
  return { ...module, functions: [...(module.functions ?? []).filter(({ name }) => !names.has(name)), ...functions] };
}

const moduleOf = (name: string, among: readonly ModuleDefinition[] = osModules): ModuleDefinition => among.find(({ names }) => names.includes(name)) ?? { names: [name] };
const [os, path] = [moduleOf('os'), moduleOf('os.path')];
const known = new Map((path.functions ?? []).map((fn) => [fn.name, fn]));
/** A function of `os.path` that is followed on any text of a list as well. */
const onText = (name: string, change: (text: TextValue) => Value) => native(`${name}(path)`, (at, given) => (given instanceof TextValue ? change(given) : at.machine.call(known.get(name)!, Args.of(given instanceof PathValue ? given.text : (given ?? null)), at)));

const globbed = (name: string) => native(`${name}(pathname, root_dir=None, dir_fd=None, recursive=False, include_hidden=False)`, (at, pattern, root, _fd, recursive, hidden) => {
  if (pattern instanceof TextValue && root === null && hidden === false) return new InnerListValue(pattern, { pattern: true, recursive: recursive === true, sorted: null });
  const text = pathText(pattern);
  if (text === undefined || root !== null) return notKnown(pattern, 'The pattern of the files', at);
  return new TextListValue({ origin: { kind: 'glob', pattern: text, recursive: recursive === true, hidden: hidden === true }, changes: [] });
});

const method = (name: string): Drawing => (args, seed, at) => (name === 'shuffle' ? shuffle(args.get(0, 'x') ?? null, 'python', seed, at) : unknown('Random numbers are not known without running the file.', at.span));

export default [
  {
    ...withFunctions(moduleOf('random', plainModules), [native('shuffle(x)', (at, x) => shuffle(x ?? null, 'python', null, at))]),
    values: { Random: new BoundNative('Random', (args) => new GeneratorValue('Random', asInteger(args.get(0, 'x') ?? args.get(0, 'seed')), method)) },
  },
  withFunctions(os, [
    native('listdir(path=".")', (at, folder) => {
      if (folder instanceof TextValue) return new InnerListValue(folder, { pattern: false, recursive: false, sorted: null });
      const text = pathText(folder);
      return text === undefined ? notKnown(folder, 'The folder that is listed', at) : new TextListValue({ origin: { kind: 'folder', path: text }, changes: [] });
    }),
    native('walk(top, topdown=True, onerror=None, followlinks=False)', (at, folder, topdown, _error, links) => {
      const text = pathText(folder);
      return text === undefined || topdown !== true || links !== false ? notKnown(folder, 'The folder that is walked', at) : new WalkValue(text);
    }),
    native('fspath(path)', (at, given) => (given instanceof TextValue ? given.text() : (pathText(given) ?? notKnown(given, 'This path', at)))),
  ]),
  withFunctions(path, [
    native('join(*parts)', (at, parts) => {
      const { items } = parts as Tuple;
      const texts = items.map(pathText);
      if (texts.every((text) => text !== undefined)) return joinedText(texts);
      return joinedParts(items) ?? items.find((item): item is Unknown => item instanceof Unknown) ?? unknown('A part of this path is not known.', at.span);
    }),
    onText('basename', (text) => text.text().of('name')),
    onText('dirname', (text) => text.text().of('parent')),
    onText('splitext', (text) => new Tuple([text.text().of('bare'), text.text().of('suffix')])),
    onText('exists', (text) => new TestValue(text.list, { op: 'any', tests: [{ op: 'file', of: text.to }, { op: 'folder', of: text.to }] })),
    onText('isfile', (text) => new TestValue(text.list, { op: 'file', of: text.to })),
    onText('isdir', (text) => new TestValue(text.list, { op: 'folder', of: text.to })),
  ]),
  defineModule({ names: ['glob'], functions: [globbed('glob'), globbed('iglob'), native('escape(pathname)', (_at, given) => given!)] }),
  defineModule({ names: ['pathlib'], values: { Path: new PathClass('Path'), PurePath: new PathClass('PurePath'), PosixPath: new PathClass('PosixPath') } }),
];

