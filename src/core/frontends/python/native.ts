import { type Args } from './args.js';
import { Dict, Tuple } from './containers.js';
import { Figured, Float, Obj, type Site, type Value, unknownOf } from './values.js';

/** A native function's body: the place of the call, then a value for each parameter of the signature. */
export type NativeBody = (at: Site, ...values: Value[]) => Value;

interface NativeParameter {
  readonly name: string;
  readonly form: '' | '*' | '**';
  readonly required: boolean;
  readonly fallback: Value;
}

/** A function of a library that this analysis models. Its signature is written as in Python: `zeros(shape, dtype="float32")`. */
export class Native extends Obj {
  readonly typeName: string = 'builtin_function_or_method';
  readonly name: string;
  private parsed: readonly NativeParameter[] | null = null;

  constructor(
    readonly signature: string,
    private readonly body: NativeBody,
  ) {
    super();
    this.name = signature.slice(0, signature.indexOf('('));
  }

  get parameters(): readonly NativeParameter[] {
    return (this.parsed ??= parseSignature(this.signature));
  }

  override getAttribute(name: string): Value | undefined {
    return name === '__name__' ? this.name : undefined;
  }

  override call(args: Args, at: Site): Value {
    const values = this.bind(args, at);
    const result = Array.isArray(values) ? this.body(at, ...(values)) : (values);
    // What is not known is handed on as the result, and that is not the number that was given.
    return result instanceof Figured && (args.positional.includes(result) || [...args.keyword.values()].includes(result)) ? unknownOf(result.loss) : result;
  }

  /** Values in the order of the parameters, or the unknown value that the call is where they do not fit. */
  private bind(args: Args, at: Site): Value[] | Value {
    // How many of `*values` there are decides what most functions of them give.
    if (args.open && !this.parameters.some((p) => p.form === '**')) return args.open;
    const values: Value[] = [];
    let next = 0;
    const taken = new Set<string>();
    let keywordOnly = false;
    for (const { name, form, required, fallback } of this.parameters) {
      if (form === '*') {
        if (name !== '') values.push(new Tuple(args.positional.slice(next)));
        next = args.positional.length;
        keywordOnly = true;
      } else if (form === '**') {
        const rest = new Dict();
        for (const [key, value] of args.keyword) if (!taken.has(key)) rest.put(key, value);
        if (args.open) rest.open = args.open;
        values.push(rest);
      } else if (!keywordOnly && next < args.positional.length) {
        values.push(args.positional[next++]!);
        taken.add(name);
      } else if (args.keyword.has(name)) {
        values.push(args.keyword.get(name)!);
        taken.add(name);
      } else if (required) {
        return at.machine.raise('TypeError', `${this.name}() needs ${name}, but it is not given. Add it to the call.`, at);
      } else values.push(fallback);
    }
    return values;
  }
}

export const native = (signature: string, body: NativeBody): Native => new Native(signature, body);

function parseSignature(signature: string): NativeParameter[] {
  const inner = signature.slice(signature.indexOf('(') + 1, signature.lastIndexOf(')'));
  return inner
    .split(/,(?![^([]*[)\]])/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const form = part.startsWith('**') ? '**' : part.startsWith('*') ? '*' : '';
      const [name = '', fallback] = part.slice(form.length).split('=');
      return { name: name.trim(), form, required: fallback === undefined, fallback: literal(fallback?.trim()) };
    });
}

function literal(text: string | undefined): Value {
  if (text === undefined || text === 'None') return null;
  if (text === 'True' || text === 'False') return text === 'True';
  if (/^["']/.test(text)) return text.slice(1, -1);
  if (text === '()') return new Tuple([]);
  const number = Number(text);
  return /[.e]/.test(text) ? new Float(number) : number;
}

/** A function that reads its arguments itself. */
export class RawNative extends Native {
  constructor(
    signature: string,
    private readonly run: (args: Args, at: Site) => Value,
  ) {
    super(signature, () => null);
  }
  override call(args: Args, at: Site): Value {
    return this.run(args, at);
  }
}

/** The same function, where its signature names every argument that there is: others are an error. */
export const exactly = (fn: Native): Native => new RawNative(fn.signature, (args, at) => {
  const names = fn.parameters.map(({ name }) => name);
  const stray = [...args.keyword.keys()].find((name) => !names.includes(name));
  if (stray !== undefined) return at.machine.raise('TypeError', `${fn.name}() has no argument ${stray}. It takes ${names.join(', ')}.`, { ...at, span: args.keywordSpans.get(stray) ?? at.span }, 'argument-unknown');
  return fn.call(args, at);
});
export const exact = (signature: string, body: NativeBody): Native => exactly(native(signature, body));

/** A function whose result is not modelled: its reason names it. */
export const opaque = (name: string): Native => new Native(`${name}(*args, **kwargs)`, (at) => unknownOf({ reason: `What ${name}(…) returns is not known without running it.`, span: at.span }));

/** A method bound to its object. */
export class BoundNative extends Obj {
  readonly typeName: string = 'method';
  constructor(
    readonly name: string,
    private readonly body: (args: Args, at: Site) => Value,
  ) {
    super();
  }
  override call(args: Args, at: Site): Value {
    return this.body(args, at);
  }
  override getAttribute(name: string): Value | undefined {
    return name === '__name__' ? this.name : undefined;
  }
}

/** Methods of a built-in type, by name, with `self` first: what `getAttribute` of such a type looks in. */
export class MethodTable<T extends Value> {
  private readonly table = new Map<string, Native>();
  constructor(methods: { readonly [signature: string]: (at: Site, self: T, ...values: Value[]) => Value }) {
    for (const [signature, body] of Object.entries(methods)) {
      const open = signature.indexOf('(') + 1;
      const inside = signature.slice(open);
      const whole = `${signature.slice(0, open)}self${inside === ')' ? '' : ', '}${inside}`;
      this.table.set(signature.slice(0, open - 1), new Native(whole, (at, self, ...values) => body(at, self as T, ...values)));
    }
  }
  bound(self: T, name: string): Value | undefined {
    const method = this.table.get(name);
    return method && new BoundNative(name, (args, at) => method.call(args.after([self]), at));
  }
  get names(): Iterable<string> {
    return this.table.keys();
  }
}
