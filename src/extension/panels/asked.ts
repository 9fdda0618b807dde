import { UserError } from '../../core/protocol/failure.js';

/** Work that a page asks for by a token. What is made ready for the engine goes through `wanted`, which throws where it was cancelled meanwhile: the engine has heard of no such work yet. */
type Work<T> = (wanted: <R>(request: R) => R) => Promise<T>;

export type WhileAsked = <T>(token: string, work: Work<T>) => Promise<T>;

/** What a page has asked for and still waits for. */
export class Asked {
  private readonly tokens = new Set<string>();

  constructor(private readonly cancelled: (token: string) => Promise<void>) {}

  /** Whether parts of this work's result are of use. */
  has(token: string): boolean {
    return this.tokens.has(token);
  }

  /** Does the work; rejects with a sentence where it was cancelled before it began. */
  readonly while: WhileAsked = async (token, work) => {
    this.tokens.add(token);
    try {
      return await work((request) => {
        if (!this.tokens.has(token)) throw new UserError('Cancelled.');
        return request;
      });
    } finally {
      this.tokens.delete(token);
    }
  };

  cancel(token: string): Promise<void> {
    this.tokens.delete(token);
    return this.cancelled(token);
  }

  /** Nobody will see what is still being computed. */
  end(): void {
    for (const token of this.tokens) void this.cancel(token).catch(() => undefined);
  }
}
