import { List, Tuple } from '../../python/containers.js';
import { type Native, native } from '../../python/native.js';
import { type Value, asInteger } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { readDtype } from '../convert.js';

/** `pad_sequences(sequences, maxlen)`: rows of one length; without `maxlen` that of the longest. */
export const padSequences: Native = native('pad_sequences(sequences, maxlen=None, dtype="int32", padding="pre", truncating="pre", value=0.0)', (at, sequences, maxlen, dtype) => {
  const rows = sequences instanceof ArrayValue ? (sequences.shape?.[0] ?? null) : (sequences instanceof List || sequences instanceof Tuple) && !sequences.lost ? sequences.items.length : null;
  const length = maxlen === null ? longest(sequences ?? null) : asInteger(maxlen);
  const loss = rows === null || length === null ? { loss: { reason: 'How many sequences there are, or how long the longest is, is not known without the data.', span: at.span } } : {};
  return new ArrayValue([rows, length], readDtype(dtype ?? null) ?? 'int32', loss);
});

/** The length of the longest of several lists; null where that is not known. */
function longest(sequences: Value): number | null {
  if (!(sequences instanceof List || sequences instanceof Tuple) || sequences.lost) return null;
  const lengths = sequences.items.map((row) => ((row instanceof List || row instanceof Tuple) && !row.lost ? row.items.length : null));
  return lengths.includes(null) ? null : Math.max(0, ...(lengths as number[]));
}
