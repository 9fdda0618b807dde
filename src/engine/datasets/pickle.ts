/**
 * Reads the few opcodes of Python's pickle (protocols 0 to 2) that CIFAR's files use: dicts, lists, numbers, strings and a NumPy array of
 * bytes. Nothing is executed: a class that the file names is only a mark on the stack.
 */
import { UserError } from '../errors.js';

export type PickleValue = null | boolean | number | string | Uint8Array | PickleValue[] | Map<string, PickleValue> | Named;

/** A class or function of Python's, or what one would make. */
class Named {
  state: PickleValue = null;
  constructor(
    readonly name: string,
    readonly parts: PickleValue[] = [],
  ) {}
}

const mark = new Named('mark');

export function readPickle(bytes: Uint8Array, name: string): PickleValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const latin = (from: number, to: number): string => Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
  const stack: PickleValue[] = [];
  const memo = new Map<number, PickleValue>();
  let at = 0;
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    const text = latin(at, end);
    at = end + 1;
    return text;
  };
  const take = (length: number): Uint8Array => bytes.subarray(at, (at += length));
  const pop = (): PickleValue => stack.pop() ?? null;
  const sinceMark = (): PickleValue[] => {
    const from = stack.lastIndexOf(mark);
    const items = stack.splice(from);
    return items.slice(1);
  };
  const string = (raw: Uint8Array): PickleValue => (raw.length > 256 ? raw : Buffer.from(raw).toString('latin1'));
  const setItems = (dict: PickleValue, items: PickleValue[]): void => {
    if (dict instanceof Map) for (let i = 0; i + 1 < items.length; i += 2) dict.set(keyOf(items[i]), items[i + 1]!);
  };
  while (at < bytes.length) {
    const op = String.fromCharCode(bytes[at++]!);
    switch (op) {
      case '\x80': at++; break;
      case '(': stack.push(mark); break;
      case '.': return unwrap(pop());
      case '}': stack.push(new Map()); break;
      case ']': stack.push([]); break;
      case ')': stack.push([]); break;
      case 'd': { const items = sinceMark(); const dict = new Map<string, PickleValue>(); setItems(dict, items); stack.push(dict); break; }
      case 'l': case 't': stack.push(sinceMark()); break;
      case '\x85': stack.push([pop()]); break;
      case '\x86': { const b = pop(); stack.push([pop(), b]); break; }
      case '\x87': { const c = pop(); const b = pop(); stack.push([pop(), b, c]); break; }
      case 'e': { const items = sinceMark(); const list = stack.at(-1); if (Array.isArray(list)) for (const item of items) list.push(item); break; }
      case 'a': { const item = pop(); const list = stack.at(-1); if (Array.isArray(list)) list.push(item); break; }
      case 'u': { const items = sinceMark(); setItems(stack.at(-1) ?? null, items); break; }
      case 's': { const value = pop(); const key = pop(); setItems(stack.at(-1) ?? null, [key, value]); break; }
      case 'p': memo.set(Number(line()), stack.at(-1) ?? null); break;
      case 'q': memo.set(bytes[at++]!, stack.at(-1) ?? null); break;
      case 'r': memo.set(view.getUint32(at, true), stack.at(-1) ?? null); at += 4; break;
      case 'g': stack.push(memo.get(Number(line())) ?? null); break;
      case 'h': stack.push(memo.get(bytes[at++]!) ?? null); break;
      case 'j': stack.push(memo.get(view.getUint32(at, true)) ?? null); at += 4; break;
      case 'I': { const text = line(); stack.push(text === '01' ? true : text === '00' ? false : Number(text)); break; }
      case 'L': stack.push(Number(line().replace(/L$/, ''))); break;
      case 'F': stack.push(Number(line())); break;
      case 'K': stack.push(bytes[at++]!); break;
      case 'M': stack.push(view.getUint16(at, true)); at += 2; break;
      case 'J': stack.push(view.getInt32(at, true)); at += 4; break;
      case 'S': stack.push(line().replace(/^['"]|['"]$/g, '')); break;
      case 'V': stack.push(line()); break;
      case 'U': case 'C': { const length = bytes[at++]!; stack.push(string(take(length))); break; }
      case 'T': case 'B': { const length = view.getUint32(at, true); at += 4; stack.push(string(take(length))); break; }
      case 'X': { const length = view.getUint32(at, true); at += 4; stack.push(Buffer.from(take(length)).toString('utf8')); break; }
      case 'N': stack.push(null); break;
      case '\x88': stack.push(true); break;
      case '\x89': stack.push(false); break;
      case 'c': stack.push(new Named(`${line()}.${line()}`)); break;
      case 'R': { const parts = pop(); const call = pop(); stack.push(new Named(call instanceof Named ? call.name : '', Array.isArray(parts) ? parts : [])); break; }
      case 'b': { const state = pop(); const made = stack.at(-1); if (made instanceof Named) made.state = state; break; }
      case '0': pop(); break;
      default:
        throw new UserError(`"${name}" is a Python pickle of a kind that cannot be read here (opcode ${op.charCodeAt(0)}). Delete it so that Keras fetches it anew.`);
    }
  }
  throw new UserError(`"${name}" is cut off. Delete it so that Keras fetches it anew.`);
}

const keyOf = (value: PickleValue | undefined): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** A NumPy array becomes its bytes: its state is (version, shape, type, order, bytes). */
function unwrap(value: PickleValue): PickleValue {
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, unwrap(item)]));
  if (value instanceof Named && Array.isArray(value.state)) return value.state.find((part) => part instanceof Uint8Array) ?? null;
  if (value instanceof Named && value.parts[0] instanceof Uint8Array) return value.parts[0];
  return value;
}
