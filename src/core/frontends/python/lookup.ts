import type { Span } from '../../graph/types.js';
import { placed } from '../../graph/history.js';
import { Unknown } from '../../graph/values.js';
import { PyClass, PyInstance } from './classes.js';
import { stringMethod } from './methods/string.js';
import { NativeModule, SourceModule } from './modules.js';
import { nearest } from '../../graph/names.js';
import { BoundNative } from './native.js';
import { Figured, Float, NumpyInteger, Obj, type Site, type Value, typeName, unknown } from './values.js';

/** `value.name`. The name takes up the last `nameLength` characters of the place; all of it where that is not given. */
export function getAttribute(value: Value, name: string, at: Site, nameLength?: number): Value {
  if (at.machine.patches.has(name)) {
    const known = value instanceof NativeModule ? undefined : attributeOf(value, name, at);
    return known ?? unknown(`The program itself sets ${name} on a class or module of a library, which is not followed.`, at.span);
  }
  const nameSpan = (): Span => (nameLength === undefined ? at.span : placed({ ...at.span, from: at.span.to - nameLength }));
  const gone = value instanceof NativeModule && value.path !== null ? (at.machine.options.library.surface?.gone(value.path, name) ?? null) : null;
  if (gone) {
    const place = nameSpan();
    const fixes = gone.replacement === undefined ? [] : [{ title: `Change ${name} to ${gone.replacement}`, edits: [{ span: { from: place.to - name.length, to: place.to }, text: gone.replacement }] }];
    at.machine.gone(gone, 'AttributeError', place, fixes);
  }
  const found = attributeOf(value, gone?.replacement ?? name, at);
  const absent = found instanceof Unknown && value instanceof NativeModule && value.path === null ? (at.machine.options.library.surface?.absent(value.name, name) ?? null) : null;
  if (absent) return at.machine.raise('AttributeError', absent, { ...at, span: nameSpan() }, 'unknown-attribute');
  if (found !== undefined) return found;
  if (gone) return unknown(gone.message, at.span);
  return missing(value, name, at, nameSpan());
}

/** The attribute, or undefined where there is none. */
export function attributeOf(value: Value, name: string, at: Site): Value | undefined {
  // `np.ceil(…).astype(int)`, `cardinality(data).numpy()`.
  if (value instanceof Figured && (name === 'astype' || name === 'numpy')) return new BoundNative(name, () => value.rounded('int'));
  if (value instanceof Unknown) return value;
  if (typeof value === 'string') return stringMethod(value, name);
  if (value instanceof Float || value instanceof NumpyInteger || typeof value === 'number' || typeof value === 'boolean') return numberAttribute(value, name);
  return value instanceof Obj ? value.getAttribute(name, at) : undefined;
}

function numberAttribute(value: number | boolean | Float | NumpyInteger, name: string): Value | undefined {
  if (name === 'real') return value;
  if (name === 'imag') return 0;
  if (name === 'is_integer') return new BoundNative(name, () => Number.isInteger(value instanceof Float || value instanceof NumpyInteger ? value.value : Number(value)));
  if (name === 'item') return new BoundNative(name, () => value);
  return undefined;
}

/** Only where all that there is is known, an absent name is an error of the program. */
function missing(value: Value, name: string, at: Site, span: Span): Value {
  if (value instanceof NativeModule && value.path !== null) return unknown(`${value.path}.${name} is not modelled by this analysis.`, at.span);
  if (value instanceof NativeModule && value.definition.complete) {
    const meant = nearest(name, value.starMembers(at).map(([known]) => known));
    return at.machine.raise('AttributeError', `${value.name} has no ${name}.${meant ? ` Did you mean ${meant}?` : ''}`, { ...at, span }, 'unknown-attribute');
  }
  if (value === null) return at.machine.raise('AttributeError', `This is None, which has no ${name}.`, { ...at, span });
  if (value instanceof SourceModule) return unknown(`${name} is not defined in ${value.name}.`, at.span);
  const names = value instanceof Obj && !name.startsWith('_') ? value.attributeNames() : null;
  if (names && !names.has(name)) {
    const meant = nearest(name, names);
    return at.machine.raise('AttributeError', `${typeName(value)} has no attribute ${name}. ${meant ? `Did you mean ${meant}?` : 'Set it before it is read, or use another one.'}`, { ...at, span }, 'unknown-attribute');
  }
  if (value instanceof PyInstance && !value.cls.native) {
    return at.machine.raise('AttributeError', `${value.cls.name} has no attribute ${name}.`, { ...at, span });
  }
  if (value instanceof PyClass) return unknown(`${value.name}.${name} is not known.`, at.span);
  return unknown(`${typeName(value)}.${name} is not modelled by this analysis.`, at.span);
}
