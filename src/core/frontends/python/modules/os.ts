import { Unknown } from '../../../graph/values.js';
import { Tuple } from '../containers.js';
import { defineModule } from '../modules.js';
import { native } from '../native.js';
import { Obj, type Site, type Value, unknown } from '../values.js';

const text = (value: Value | undefined): string | null => (typeof value === 'string' ? value : null);
const lost = (what: string) => (at: Site): Value => unknown(`${what} is not known without running the file.`, at.span);

/** `os.environ`: a mapping whose contents nobody knows before the file runs. */
class Environment extends Obj {
  readonly typeName = 'environ';
  override getItem(_index: Value, at: Site): Value {
    return unknown('Environment variables are not known without running the file.', at.span);
  }
  override setItem(): boolean {
    return true;
  }
  override getAttribute(name: string): Value | undefined {
    return name === 'get' || name === 'setdefault' || name === 'pop' ? native(`${name}(key, default=None)`, lost('This environment variable')) : native('update(*args, **kwargs)', () => null);
  }
  override contains(_item: Value, at: Site): Unknown {
    return unknown('Environment variables are not known without running the file.', at.span);
  }
}

function join(parts: readonly Value[], at: Site): Value {
  const unknownPart = parts.find((p): p is Unknown => p instanceof Unknown);
  if (unknownPart) return unknownPart;
  if (!parts.every((p): p is string => typeof p === 'string')) return unknown('A part of this path is not known.', at.span);
  return parts.reduce((path, part) => (part.startsWith('/') || path === '' ? part : path.endsWith('/') ? path + part : `${path}/${part}`), '');
}

export const pathModule = defineModule({
  names: ['os.path', 'posixpath', 'ntpath'],
  values: { sep: '/' },
  functions: [
    native('join(*parts)', (at, parts) => join((parts as Tuple).items, at)),
    native('basename(path)', (at, path) => (text(path) === null ? path instanceof Unknown ? path : unknown('This path is not known.', at.span) : text(path)!.split('/').at(-1)!)),
    native('dirname(path)', (_at, path) => (text(path) === null ? path! : text(path)!.split('/').slice(0, -1).join('/'))),
    native('splitext(path)', (_at, path) => {
      const parts = text(path) === null ? null : /^(.*?)(\.[^./]*)?$/.exec(text(path)!);
      return parts ? new Tuple([parts[1]!, parts[2] ?? '']) : path!;
    }),
    native('expanduser(path)', (_at, path) => path!),
    native('abspath(path)', (_at, path) => path!),
    native('normpath(path)', (_at, path) => path!),
    native('realpath(path)', (_at, path) => path!),
    ...['exists', 'isfile', 'isdir', 'getsize', 'getmtime'].map((name) => native(`${name}(path)`, lost('What is on the disk'))),
  ],
});

export default [
  defineModule({
    names: ['os'],
    values: { environ: new Environment(), sep: '/', linesep: '\n', name: 'posix' },
    functions: [
      native('makedirs(*args, **kwargs)', () => null),
      native('mkdir(*args, **kwargs)', () => null),
      native('remove(path)', () => null),
      native('chdir(path)', () => null),
      native('system(command)', () => 0),
      native('getenv(key, default=None)', lost('This environment variable')),
      native('listdir(path=".")', lost('What is on the disk')),
      native('walk(path)', lost('What is on the disk')),
      native('getcwd()', lost('The working folder')),
      native('cpu_count()', lost('The number of processors')),
    ],
  }),
  pathModule,
];
