import { wordsOf } from '../core/protocol/failure.js';

/** What a person asks for beside the picture, and why it did not come about: that is said above what is on show, until something else is asked for. */
export class Attempts {
  failure: string | null = null;

  constructor(private readonly changed: () => void) {}

  async make(attempt: () => Promise<unknown>): Promise<void> {
    this.forget();
    try {
      await attempt();
    } catch (error) {
      this.say(error);
    }
  }

  say(reason: unknown): void {
    this.failure = wordsOf(reason);
    this.changed();
  }

  forget(): void {
    if (this.failure === null) return;
    this.failure = null;
    this.changed();
  }
}
