import { UserError } from '../errors.js';

/** Python's `str.format` for the fields that checkpoint paths use: `{epoch:02d}`, `{val_loss:.2f}`. */
export function formatPath(path: string, values: Readonly<Record<string, number>>): string {
  return path.replace(/\{(\w+)(?::(0?)(\d*)(?:\.(\d+))?([df]?))?\}/g, (_, name: string, zero: string, width: string, digits: string | undefined, kind: string) => {
    const value = values[name];
    if (value === undefined) throw new UserError(`The path "${path}" names "${name}", which this training does not have; it has ${Object.keys(values).join(', ')}.`);
    const text = kind === 'f' || digits !== undefined ? value.toFixed(Number(digits ?? 6)) : String(value);
    return text.padStart(Number(width || 0), zero ? '0' : ' ');
  });
}
