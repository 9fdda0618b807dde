/** Entry of a decoding thread: answers the requests of `protocol.ts`, one after another. */
import { parentPort } from 'node:worker_threads';
import { isUserError } from '../../errors.js';
import { decodeBatch } from './pipeline.js';
import type { DecodeReply, DecodeRequest } from './protocol.js';

let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: DecodeRequest) => {
  last = last.then(async () => {
    try {
      const { values, unreadable } = await decodeBatch(request);
      parentPort?.postMessage({ id: request.id, values, unreadable } satisfies DecodeReply, [values.buffer as ArrayBuffer]);
    } catch (error) {
      parentPort?.postMessage({ id: request.id, error: error instanceof Error ? error.message : String(error), forUser: isUserError(error) } satisfies DecodeReply);
    }
  });
});
