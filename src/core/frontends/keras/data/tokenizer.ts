import type { Loss } from '../../../graph/types.js';
import { Unknown } from '../../../graph/values.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { BoundNative, type Native, native } from '../../python/native.js';
import { type Mutable, Obj, type Site, type Value, asInteger, unknown, unknownOf } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';

const FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n';
/** Of more letters the words are not counted. */
const LETTERS = 200_000;

interface Options {
  readonly limit: number | null;
  readonly filters: string;
  readonly lower: boolean;
  readonly split: string;
  readonly byLetter: boolean;
  readonly outside: string | null;
}

/** What it has learnt; the dicts are those that the program sees, one object each. */
interface State {
  readonly counts: ReadonlyMap<string, number>;
  readonly index: Dict;
  readonly words: Dict;
  readonly lost: Loss | null;
}

const notKnown = (at: Site): Loss => ({ reason: 'The words of this tokenizer are not known without its texts.', span: at.span });

/** `keras.preprocessing.text.Tokenizer`: numbers its words by how often they occur in the texts that it is fitted on. */
class TokenizerValue extends Obj implements Mutable {
  readonly typeName = 'Tokenizer';
  private state: State;

  constructor(private readonly options: Options | null, at: Site) {
    super();
    this.state = { counts: new Map(), index: new Dict(), words: new Dict(), lost: options ? null : notKnown(at) };
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    const { lost, index, words, counts } = this.state;
    switch (name) {
      case 'fit_on_texts':
        return new BoundNative(name, (args, site) => (this.fit(args.get(0, 'texts') ?? null, site), null));
      case 'texts_to_sequences':
        return new BoundNative(name, (args, site) => this.sequences(args.get(0, 'texts') ?? null, site));
      case 'texts_to_matrix':
      case 'sequences_to_matrix':
        return new BoundNative(name, (args, site) => this.matrix(args.get(0, name.startsWith('texts') ? 'texts' : 'sequences') ?? null, site));
      case 'word_index':
        return lost ? unknownOf(lost) : index;
      case 'index_word':
        return lost ? unknownOf(lost) : words;
      case 'word_counts':
        return lost ? unknownOf(lost) : Dict.of(counts);
      case 'num_words':
        return this.options ? this.options.limit : unknown('The arguments of this tokenizer are not known.', at.span);
      case 'oov_token':
        return this.options ? this.options.outside : unknown('The arguments of this tokenizer are not known.', at.span);
      default:
        return unknown(`${name} of a Tokenizer is not followed.`, at.span);
    }
  }

  private fit(texts: Value, at: Site): void {
    at.machine.journal.touch(this);
    const { options, state } = this;
    const all = options && !state.lost ? (stringsOf(texts)?.map((text) => wordsOf(text, options)) ?? null) : null;
    if (!options || !all) {
      this.state = { ...state, lost: texts instanceof Unknown ? texts.loss : notKnown(at) };
      return;
    }
    const counts = new Map(state.counts);
    for (const word of all.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
    const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([word]) => word);
    const listed = options.outside === null ? sorted : [options.outside, ...sorted];
    // Of a word that occurs twice the later number counts, as in Python's dict(zip(...)).
    const index = Dict.of(listed.map((word, i) => [word, i + 1] as const));
    this.state = { counts, index, words: Dict.of([...index.entries.values()].map(([word, i]) => [i, word] as const)), lost: null };
  }

  private sequences(texts: Value, at: Site): Value {
    const { options, state: { lost, index } } = this;
    const all = options && !lost ? (stringsOf(texts)?.map((text) => wordsOf(text, options)) ?? null) : null;
    if (options && all && index.open === null) return new List(all.map((words) => new List(this.numbers(words, options))));
    const reason = unknownOf(lost ?? notKnown(at));
    const count = countOf(texts);
    return count === null ? reason : new List(Array.from({ length: count }, () => reason));
  }

  private numbers(words: readonly string[], { limit, outside }: Options): Value[] {
    const { index } = this.state;
    const other = outside === null ? undefined : index.get(outside);
    const found: Value[] = [];
    for (const word of words) {
      const own = index.get(word);
      const i = asInteger(own);
      const number = own === undefined || (i !== null && limit !== null && i >= limit) ? other : own;
      if (number !== undefined) found.push(number);
    }
    return found;
  }

  private matrix(rows: Value, at: Site): Value {
    const { options, state: { lost, index } } = this;
    const width = options && (options.limit ?? (lost ? null : index.entries.size + 1));
    const count = countOf(rows);
    return new ArrayValue([count, width], 'float64', width === null || count === null ? { loss: lost ?? notKnown(at) } : {});
  }

  snapshot(): State {
    return this.state;
  }
  restore(state: State): void {
    this.state = state;
  }
  join(a: State, b: State, loss: Loss): void {
    this.state = a === b ? a : { ...b, lost: a.lost ?? b.lost ?? loss };
  }
}

/** Texts one by one, each a string or a list of words; null where they are not all known. */
function stringsOf(texts: Value): (string | string[])[] | null {
  const list = texts instanceof ArrayValue ? (texts.content ?? null) : texts;
  if (!(list instanceof List || list instanceof Tuple) || list.lost) return null;
  const found: (string | string[])[] = [];
  let letters = 0;
  for (const item of list.items) {
    const words = item instanceof List && !item.lost ? item.items : null;
    if (typeof item !== 'string' && !words?.every((word): word is string => typeof word === 'string')) return null;
    const text = typeof item === 'string' ? item : (words as string[]);
    letters += typeof text === 'string' ? text.length : text.join('').length;
    found.push(text);
  }
  return letters > LETTERS ? null : found;
}

const countOf = (texts: Value): number | null => (texts instanceof ArrayValue ? (texts.shape?.[0] ?? null) : (texts instanceof List || texts instanceof Tuple) && !texts.lost ? texts.items.length : null);

/** `text_to_word_sequence`. */
function wordsOf(text: string | string[], { lower, byLetter, filters, split }: Options): string[] {
  if (typeof text !== 'string') return lower ? text.map((word) => word.toLowerCase()) : text;
  const whole = lower ? text.toLowerCase() : text;
  if (byLetter) return [...whole];
  return [...whole].map((letter) => (filters.includes(letter) ? split : letter)).join('').split(split).filter((word) => word !== '');
}

/** `Tokenizer(…)`. */
export const makeTokenizer: Native = native('Tokenizer(num_words=None, filters=None, lower=True, split=" ", char_level=False, oov_token=None, analyzer=None, **kwargs)', (at, limit, filters, lower, split, byLetter, outside, analyzer, more) => {
  const text = (value: Value | undefined): value is string | null => value === null || typeof value === 'string';
  const known = (limit === null || asInteger(limit) !== null) && text(filters) && typeof lower === 'boolean' && typeof split === 'string' && split !== '' && typeof byLetter === 'boolean' && text(outside) && analyzer === null && !(more instanceof Dict && more.entries.size > 0);
  return new TokenizerValue(known ? { limit: asInteger(limit) || null, filters: filters ?? FILTERS, lower, split, byLetter, outside } : null, at);
});
