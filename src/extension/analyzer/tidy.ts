import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds after the last question: between two keys there is more, and the next one must not wait for the collector. */
const pause = 12;

type Collector = (options: { readonly type: 'minor' }) => void;

/** V8's own collector of young objects; null where it is not to be had. */
function collector(): Collector | null {
  try {
    setFlagsFromString('--expose-gc');
    const gc: unknown = runInNewContext('typeof gc === "function" ? gc : null');
    // V8 takes compiled code only under the flags under which it was kept (`start.ts`).
    setFlagsFromString('--no-expose-gc');
    return gc as Collector | null;
  } catch {
    return null;
  }
}

/**
 * Collects what an analysis has left while nobody waits for one, since V8 does so in the middle of another else. Returns what is to
 * be called at every question.
 */
export function tidyWhenIdle(): () => void {
  const collect = collector();
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    if (collect) timer = setTimeout(() => collect({ type: 'minor' }), pause).unref();
  };
}
