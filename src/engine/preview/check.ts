import type { FileCheck } from '../../core/protocol/data.js';
import { SkippedFiles } from '../datasets/folders/skipped.js';
import { rowSize, space } from '../datasets/rows.js';
import { UserError } from '../errors.js';
import { Cancelled, type RequestSide } from '../pictures/context.js';
import type { PreviewPart } from './session.js';

/** Images in memory at once, in bytes. */
const memory = 64e6;

/** Reads every image once and lists those that cannot be; tells every so many images how far it is. */
export async function checkFiles({ role, data }: PreviewPart, { signal, partial }: RequestSide): Promise<FileCheck> {
  const rows = data.originals;
  if (data.files === null || rows === null) throw new UserError(`The ${role} data comes from arrays, so there are no files to check.`);
  const { paths } = data.files;
  const faults = new SkippedFiles();
  const size = Math.min(64, Math.max(1, Math.floor(memory / (rowSize(rows.shape) * 4))));
  for (let from = 0; from < paths.length; from += size) {
    if (signal.aborted) throw new Cancelled();
    const indices = Array.from({ length: Math.min(size, paths.length - from) }, (_, i) => from + i);
    for (const i of (await rows.read(indices, space(rows, indices.length))) ?? []) faults.add(paths[from + i]!, data.unreadable?.get(paths[from + i]!) ?? 'It could not be read.');
    partial({ role, done: from + indices.length, total: paths.length, unreadable: { count: faults.count, first: faults.first } } satisfies FileCheck);
  }
  return { role, done: paths.length, total: paths.length, unreadable: { count: faults.count, first: faults.first } };
}
