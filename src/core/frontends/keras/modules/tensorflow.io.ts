/** What TensorFlow has for files and texts, as far as pipelines of images use it. */
import { defineModule } from '../../python/modules.js';
import { native } from '../../python/native.js';
import { unknown } from '../../python/values.js';
import { refusing } from '../ops/refusing.js';
import { Quiet } from '../../python/modules/quiet.js';
import { DatasetValue } from '../dataset-value.js';
import { PathValue } from '../files/path-value.js';
import { decoders, readFile } from '../files/read.js';
import { TextListValue } from '../files/text-list.js';
import { PartsValue, TextValue } from '../files/text-value.js';

/** Characters that mean something else than themselves in a pattern of RE2. */
const special = /[\\^$.|?*+()[\]{}]/;

export default [
  defineModule({
    names: ['tensorflow.data.experimental'],
    values: { AUTOTUNE: -1 },
    functions: [native('cardinality(dataset)', (at, data) => (data instanceof DatasetValue ? data.length(at) : unknown('How many batches this data has is not known.', at.span)))],
    find: (name) => new Quiet(name),
  }),
  defineModule({ names: ['tensorflow.io'], functions: [readFile, ...decoders] }),
  defineModule({
    names: ['tensorflow.io.gfile'],
    functions: [
      native('glob(pattern)', (at, pattern) => {
        const text = pattern instanceof PathValue ? pattern.text : pattern;
        return typeof text === 'string' ? new TextListValue({ origin: { kind: 'glob', pattern: text, recursive: false, hidden: true }, changes: [] }) : unknown('The pattern of the files is not known.', at.span);
      }),
    ],
  }),
  defineModule({
    names: ['tensorflow.strings'],
    find: (name) => refusing('tf.strings', name),
    functions: [
      native('split(input, sep=None, maxsplit=-1, name=None)', (at, text, separator, most) => (text instanceof TextValue && typeof separator === 'string' && most === -1 ? new PartsValue(text, separator) : unknown('What is split here is not followed.', at.span))),
      native('to_number(input, out_type=None, name=None)', (at, text) => (text instanceof TextValue ? text.number(at) : unknown('This number is not known.', at.span))),
      native('regex_replace(input, pattern, rewrite, replace_global=True, name=None)', (at, text, pattern, rewrite, all) => (text instanceof TextValue && typeof pattern === 'string' && !special.test(pattern) && typeof rewrite === 'string' && !rewrite.includes('\\') && all === true && pattern !== '' ? new TextValue(text.list, { op: 'replace', of: text.to, from: pattern, to: rewrite }) : unknown('What is replaced here is not followed.', at.span))),
    ],
  }),
];
