import type { ConfigValue, Layer, ObjectConfig } from '../../../core/graph/types.js';
import { UserError } from '../../errors.js';

/** Reads a layer's configuration with types; a value that the analysis could not determine is a sentence for the user. */
export class Config {
  constructor(private readonly layer: Pick<Layer, 'name' | 'type' | 'config'>) {}

  get(name: string): ConfigValue | undefined {
    return this.layer.config[name];
  }

  number(name: string, fallback?: number): number {
    const value = this.get(name) ?? fallback;
    return typeof value === 'number' ? value : this.fail(name, 'a number');
  }

  optionalNumber(name: string): number | null {
    const value = this.get(name);
    return typeof value === 'number' ? value : null;
  }

  flag(name: string, fallback?: boolean): boolean {
    const value = this.get(name) ?? fallback;
    return typeof value === 'boolean' ? value : typeof value === 'number' ? value !== 0 : this.fail(name, 'True or False');
  }

  text(name: string, fallback?: string): string {
    const value = this.get(name) ?? fallback;
    return typeof value === 'string' ? value : this.fail(name, 'a string');
  }

  /** `count` lengths: a single number stands for all of them. */
  lengths(name: string, count: number, fallback?: number): number[] {
    const value = this.get(name) ?? fallback;
    if (typeof value === 'number') return Array.from({ length: count }, () => value);
    const numbers = this.asNumbers(value);
    return numbers?.length === count ? numbers : this.fail(name, `${count} numbers`);
  }

  numbers(name: string): number[] {
    return this.asNumbers(this.get(name)) ?? this.fail(name, 'a list of numbers');
  }

  optionalNumbers(name: string): number[] | null {
    return this.asNumbers(this.get(name));
  }

  /** An activation, regularizer or other object: `null` where Keras has None. */
  object(name: string): ObjectConfig | null {
    return asObject(this.get(name));
  }

  /** The same configuration with other names for some of its values. */
  renamed(names: Readonly<Record<string, string>>): Config {
    const config = { ...this.layer.config };
    for (const [to, from] of Object.entries(names)) if (this.layer.config[from] !== undefined) config[to] = this.layer.config[from];
    return new Config({ ...this.layer, config });
  }

  /** Whether `dataFormat` is `channels_first`. */
  get channelsFirst(): boolean {
    return this.get('dataFormat') === 'channels_first';
  }

  fail(name: string, expected: string): never {
    const value = this.get(name);
    const python = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    throw new UserError(
      `Layer "${this.layer.name}" (${this.layer.type}) needs ${expected} for \`${python}\` to run, and ${value === undefined ? 'its value could not be determined from the file' : `it is ${JSON.stringify(value)}`}. Write the value out where the layer is made.`,
    );
  }

  private asNumbers(value: ConfigValue | undefined): number[] | null {
    return Array.isArray(value) && value.every((item) => typeof item === 'number') ? [...(value)] : null;
  }
}

/** An object of the configuration, given as `{ className, config }` or by its bare name. */
export function asObject(value: ConfigValue | undefined): ObjectConfig | null {
  if (typeof value === 'string') return { className: value, config: {} };
  if (value === null || value === undefined || typeof value !== 'object' || Array.isArray(value)) return null;
  const { className, config } = value as { readonly [key: string]: ConfigValue };
  if (typeof className !== 'string') return null;
  return { className, config: typeof config === 'object' && config !== null && !Array.isArray(config) ? (config as ObjectConfig['config']) : {} };
}
