import type { Context, Runnable, Suite } from 'mocha';

/** Skips a test, or from a `before` hook the whole group, with the reason that the run prints. */
export function skip(context: Context, reason: string): never {
  const runnable = context.runnable() as Runnable & { readonly type?: string; readonly parent?: Suite };
  Object.assign(runnable.type === 'hook' ? (runnable.parent ?? runnable) : runnable, { skipReason: reason });
  return context.skip();
}
