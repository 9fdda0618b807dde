import type { Fix } from '../../../analysis.js';
import type { Args } from '../../python/args.js';
import type { Site } from '../../python/values.js';

/** What a method writes, and the endings that Keras 3 takes for it (`saving_api.py`, `model_checkpoint.py` of Keras 3.15). */
const ENDINGS = {
  model: { what: 'A whole model', ends: ['.keras', '.h5', '.hdf5'], today: '.keras' },
  weights: { what: 'A file of weights', ends: ['.weights.h5'], today: '.weights.h5' },
  checkpoint: { what: 'A checkpoint of the whole model', ends: ['.keras', '.h5'], today: '.keras' },
} as const;

/** Warns of a file name that Keras 2 took and Keras 3 refuses, with the ending that it wants. */
export function checkFileName(kind: keyof typeof ENDINGS, args: Args, at: Site): void {
  const path = args.positional[0] ?? args.keyword.get('filepath');
  if (typeof path !== 'string') return;
  const { what, ends, today } = ENDINGS[kind];
  if (ends.some((end) => path.endsWith(end))) return;
  const span = args.spanOf(0, 'filepath') ?? at.span;
  const renamed = path.replace(/(\.weights)?(\.h5|\.hdf5|\.keras|\.tf|\.pb|\.ckpt|\.model)?\/?$/, '') + today;
  // The name may stand in a variable or be put together; only a literal can be changed where it is used.
  const quoted = args.spanOf(0, 'filepath');
  const length = quoted ? quoted.to - quoted.from - (args.keyword.has('filepath') ? 'filepath='.length : 0) : 0;
  const literal = quoted && span.file === undefined && length === path.length + 2;
  const fix: Fix | undefined = literal ? { title: `Change the name to ${renamed}`, edits: [{ span: { from: quoted.to - path.length - 1, to: quoted.to - 1 }, text: renamed }] } : undefined;
  at.machine.report({ code: 'legacy-file-name', severity: 'warning', span, message: `${what} must end in ${ends.slice(0, -1).join(', ')}${ends.length > 1 ? ' or ' : ''}${ends.at(-1)} in Keras 3, but its name is "${path}". Call it "${renamed}".`, ...(fix ? { fixes: [fix] } : {}) });
}
