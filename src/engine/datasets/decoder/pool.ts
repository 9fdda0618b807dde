/** Decoding threads, started when first needed and shared by all data of this process. A batch is divided among them. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UserError } from '../../errors.js';
import type { RowValues } from '../rows.js';
import type { DecodeReply, DecodeRequest } from './protocol.js';

export type DecodeOrder = Omit<DecodeRequest, 'id'>;

export interface DecodedPart {
  readonly values: RowValues;
  readonly unreadable: readonly { readonly position: number; readonly reason: string }[];
}

interface Waiting {
  resolve(part: DecodedPart): void;
  reject(error: Error): void;
}

/** One thread; when it ends, what waits for it fails with a sentence. */
class Thread {
  readonly waiting = new Map<number, Waiting>();
  ended: Error | null = null;
  private readonly worker = startThread();
  private next = 1;

  constructor() {
    this.worker.unref();
    this.worker.on('message', (reply: DecodeReply) => {
      const call = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if (this.waiting.size === 0) this.worker.unref();
      if ('error' in reply) call?.reject(reply.forUser ? new UserError(reply.error) : new Error(reply.error));
      else call?.resolve(reply);
    });
    this.worker.on('error', (error) => this.end(`A decoding thread failed: ${error.message}`));
    this.worker.on('exit', (code) => this.end(`A decoding thread ended (exit code ${code}).`));
  }

  decode(order: DecodeOrder): Promise<DecodedPart> {
    const id = this.next++;
    this.worker.ref();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, ...order } satisfies DecodeRequest);
    });
  }

  private end(sentence: string): void {
    this.ended ??= new Error(sentence);
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}

/** One core stays free for the device; beyond eight threads a disk is the limit. */
const most = Math.min(Math.max(availableParallelism() - 1, 1), 8);

let threads: Thread[] = [];

/** Decodes images; parts come back in the order of `paths`. */
export async function decode(order: DecodeOrder): Promise<DecodedPart[]> {
  threads = threads.filter(({ ended }) => ended === null);
  const parts = Math.min(most, order.paths.length);
  while (threads.length < parts) threads.push(new Thread());
  const size = Math.ceil(order.paths.length / Math.max(parts, 1));
  const asked: Promise<DecodedPart>[] = [];
  for (let from = 0; from < order.paths.length; from += size) {
    const thread = threads.reduce((best, other) => (other.waiting.size < best.waiting.size ? other : best));
    asked.push(thread.decode({ ...order, paths: order.paths.slice(from, from + size), indices: order.indices.slice(from, from + size) }));
  }
  return Promise.all(asked);
}

/** The thread's bundle beside this one; from sources, its TypeScript. */
function startThread(): Worker {
  const isBundle = typeof __filename === 'string' && __filename.endsWith('.cjs');
  return isBundle ? new Worker(join(__dirname, 'decoder.cjs')) : new Worker(new URL('./from-sources.mjs', import.meta.url));
}
