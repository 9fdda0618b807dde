/** What to say of a training whose files could no longer be written. */
import type { RunInfo } from '../../core/protocol/engine.js';
import type { Run } from '../runs/run.js';

/** Reasons that somebody can do away with; after that the run can go on. */
const passing: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full',
  EDQUOT: 'No more may be written to this disk (its quota is used up)',
  EFBIG: 'A file became larger than this system lets it (ulimit -f)',
  EROFS: 'The disk became read-only',
  EACCES: 'The run\'s folder may no longer be written to',
  EPERM: 'The run\'s folder may no longer be written to',
  EIO: 'The disk failed',
};

/** How a run ends whose files could not be written; null where it failed for another reason. */
export async function endUnwritten(error: unknown, run: Run): Promise<Pick<RunInfo, 'state' | 'error'> | null> {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && !(await run.isThere())) return { state: 'failed', error: `The run's folder ${run.directory} was deleted or moved while it trained. Train again; a folder that was moved can be opened where it is now.` };
  const reason = passing[code];
  if (reason === undefined) return null;
  const { epochs, epochsDone } = run.info;
  if (epochsDone >= epochs) return { state: 'failed', error: `${reason}, and the trained model could not be written to ${run.directory}. Its weights are kept with epoch ${epochsDone}.` };
  return { state: 'interrupted', error: `${reason}, and epoch ${epochsDone + 1} could not be kept in ${run.directory}. Mend that, and continue the run: it goes on ${epochsDone === 0 ? 'from its beginning' : `after epoch ${epochsDone}`}.` };
}
