import { randomUUID } from 'node:crypto';
import type { EngineClient } from '../client/index.js';
import type { Terminal } from './terminal.js';

/** Asks the engine for one visualization; Ctrl-C cancels it, partial results are handed on. */
export async function visualize<Picture>(engine: EngineClient, terminal: Terminal, id: string, request: unknown, onPartial?: (picture: Picture) => void): Promise<Picture> {
  const token = randomUUID();
  const unlisten = engine.listen({
    partial: (of, picture) => {
      if (of === token) onPartial?.(picture as Picture);
    },
  });
  let asked = false;
  const release = terminal.onInterrupt(() => {
    if (asked) return void engine.dispose();
    asked = true;
    void engine.api.cancel(token).catch(() => undefined);
  });
  try {
    return (await engine.api.visualize(id, request, token)) as Picture;
  } finally {
    release();
    unlisten();
  }
}
