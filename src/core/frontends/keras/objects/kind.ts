import type { ConfigValue } from '../../../graph/types.js';
import { layerStem } from '../../../graph/names.js';
import { Args } from '../../python/args.js';
import type { Site, Value } from '../../python/values.js';
import { unknown } from '../../python/values.js';
import { RawNative } from '../../python/native.js';
import { ObjectClass, type Parameters } from '../object-value.js';

/** One of Keras's modules of configurable objects. */
export interface KindDefinition {
  readonly kind: string;
  readonly module: string;
  /** Signatures as Python writes them. */
  readonly classes: readonly string[];
  readonly aliases?: { readonly [alias: string]: string };
  /** Functions of the module, known by name only. */
  readonly functions?: readonly string[];
  /** Parameters of earlier versions, and what they are called today. */
  readonly former?: { readonly [old: string]: string };
  /** Parameters of earlier versions that are no more, and what to do instead. */
  readonly gone?: { readonly [old: string]: string };
}

/** The classes of one kind by every name that the module knows. */
export class Kind {
  private readonly byName = new Map<string, ObjectClass>();
  constructor(readonly definition: KindDefinition) {
    for (const signature of definition.classes) {
      const name = signature.slice(0, signature.indexOf('('));
      this.byName.set(name, new ObjectClass(name, definition.kind, parametersOf(signature), definition));
    }
    for (const [alias, name] of Object.entries(definition.aliases ?? {})) this.byName.set(alias, this.byName.get(name)!);
  }
  get names(): readonly string[] {
    return [...this.byName.keys(), ...(this.definition.functions ?? [])];
  }
  /** A class of the module by its name or alias. */
  find(name: string): ObjectClass | undefined {
    return this.byName.get(name);
  }
  /** A class by any string that `keras.<module>.get` takes (`categorical_crossentropy`, `adam`). */
  byString(name: string): ObjectClass | undefined {
    return this.byName.get(name) ?? [...this.byName.values()].find((cls) => layerStem(cls.name) === name || cls.name.toLowerCase() === name.toLowerCase());
  }
  /** A member of the module as the program sees it. */
  member(name: string): Value | undefined {
    const cls = this.byName.get(name);
    if (cls) return cls;
    if (!this.definition.functions?.includes(name)) return undefined;
    return new RawNative(`${name}(*args, **kwargs)`, (args, at) => {
      if (this.definition.kind === 'loss' && !args.open && args.positional.length + args.keyword.size < 2) at.machine.raise('TypeError', `${name}() is called on y_true and y_pred, but they are not given. Write ${name} without brackets, or its name in quotes.`, at, 'argument-missing');
      return unknown(`What ${name}(…) computes is not known without running it.`, at.span);
    });
  }
  get(args: Args, at: Site): Value {
    const value = args.positional[0] ?? null;
    const cls = typeof value === 'string' ? this.byString(value) : undefined;
    return cls ? cls.call(Args.none, at) : value;
  }
}

export const defineKind = (definition: KindDefinition): Kind => new Kind(definition);

function parametersOf(signature: string): Parameters {
  return signature
    .slice(signature.indexOf('(') + 1, -1)
    .split(', ')
    .filter(Boolean)
    .map((part) => {
      const [name = '', fallback] = part.split('=');
      return fallback === undefined ? ([name] as const) : ([name, literal(fallback)] as const);
    });
}

function literal(text: string): ConfigValue {
  if (text === 'None') return null;
  if (text === 'True' || text === 'False') return text === 'True';
  return text.startsWith('"') ? text.slice(1, -1) : Number(text);
}
