/** Entry of the step worker: a thread that answers the requests of `protocol.ts`, one after another. */
import { parentPort } from 'node:worker_threads';
import type { Closing, Reply, Request } from './protocol.js';
import { Runner } from './runner.js';

const runner = new Runner();

async function answer(request: Request): Promise<unknown> {
  switch (request.call) {
    case 'compile':
      return runner.compile(request.argument);
    case 'forget':
      return runner.forget(request.argument);
    case 'createState':
      return runner.createState(request.argument);
    case 'read':
      return runner.read(request.argument);
    case 'write':
      return runner.write(request.argument);
    case 'dropState':
      return runner.dropState(request.argument);
    case 'run':
      return runner.run(request.argument);
    case 'readKept':
      return runner.readKept(request.argument);
    case 'dropKept':
      return runner.dropKept(request.argument);
  }
}

/** Arrays that this side no longer needs travel without being copied. */
function buffers(result: unknown): ArrayBuffer[] {
  if (typeof result !== 'object' || result === null) return [];
  return Object.values(result).flatMap((value) => (ArrayBuffer.isView(value) ? (value.buffer instanceof ArrayBuffer ? [value.buffer] : []) : buffers(value)));
}

let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: Request | Closing) => {
  if (request === 'close') {
    void last.then(() => parentPort?.close());
    return;
  }
  last = last.then(async () => {
    try {
      const result = await answer(request);
      parentPort?.postMessage({ id: request.id, result } satisfies Reply, buffers(result));
    } catch (error) {
      parentPort?.postMessage({ id: request.id, error: error instanceof Error ? error.message : String(error) } satisfies Reply);
    }
  });
});
