import { Args } from '../args.js';
import { PyClass, PyInstance, PlainClass } from '../classes.js';
import { List, Tuple } from '../containers.js';
import { defineModule } from '../modules.js';
import { BoundNative } from '../native.js';
import type { Loss } from '../../../graph/types.js';
import { joinMaps } from '../join-maps.js';
import type { Machine } from '../machine.js';
import { type Mutable, Obj, type Site, type Value, unknown } from '../values.js';

/** The result of `parse_args`: what the arguments are when none is given on the command line. */
const namespace = new PyClass('Namespace', [new PlainClass('Namespace')], new Map());

/** `argparse.ArgumentParser`, followed with nothing on the command line. */
class Parser extends Obj implements Mutable {
  readonly typeName = 'ArgumentParser';
  private values = new Map<string, Value>();

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'add_argument':
        return new BoundNative(name, (args, at) => this.add(args, at));
      case 'add_argument_group':
      case 'add_mutually_exclusive_group':
        return new BoundNative(name, () => this);
      case 'set_defaults':
        return new BoundNative(name, (args, at) => {
          at.machine.journal.touch(this);
          for (const [key, value] of args.keyword) this.values.set(key, value);
          return null;
        });
      case 'parse_args':
        return new BoundNative(name, () => this.parsed());
      case 'parse_known_args':
        return new BoundNative(name, () => new Tuple([this.parsed(), new List([])]));
      case 'print_help':
      case 'error':
        return new BoundNative(name, () => null);
      default:
        return undefined;
    }
  }

  private add(args: Args, at: Site): Value {
    const names = args.positional.filter((n): n is string => typeof n === 'string');
    const given = args.keyword.get('dest');
    const best = names.find((n) => n.startsWith('--')) ?? names[0];
    if (best === undefined) return null;
    const name = typeof given === 'string' ? given : best.replace(/^-+/, '').replaceAll('-', '_');
    const action = args.keyword.get('action');
    const fallback = args.keyword.get('default');
    at.machine.journal.touch(this);
    if (fallback !== undefined) this.values.set(name, this.convert(fallback, args.keyword.get('type'), at));
    else if (action === 'store_true' || action === 'store_false') this.values.set(name, action === 'store_false');
    else if (best.startsWith('-') && args.keyword.get('required') !== true) this.values.set(name, null);
    else this.values.set(name, unknown(`${name} is given on the command line.`, at.span));
    return null;
  }

  snapshot(): ReadonlyMap<string, Value> {
    return new Map(this.values);
  }
  restore(state: ReadonlyMap<string, Value>): void {
    this.values = new Map(state);
  }
  join(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>, loss: Loss, machine: Machine): void {
    this.values = joinMaps(a, b, loss, machine);
  }

  /** A default that is a string goes through `type`, as one from the command line would. */
  private convert(value: Value, type: Value | undefined, at: Site): Value {
    return typeof value === 'string' && type instanceof Obj ? at.machine.call(type, Args.of(value), at) : value;
  }

  private parsed(): Value {
    const made = new PyInstance(namespace);
    made.attributes = new Map(this.values);
    return made;
  }
}

export default defineModule({
  names: ['argparse'],
  values: { ArgumentParser: new BoundNative('ArgumentParser', () => new Parser()), Namespace: new BoundNative('Namespace', (args) => {
    const made = new PyInstance(namespace);
    made.attributes = new Map(args.keyword);
    return made;
  }) },
});
