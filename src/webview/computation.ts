import { wordsOf } from '../core/protocol/failure.js';
import type { PanelHost, PanelKind, WeightsChoice } from '../visualizations/panel.js';
import type { PictureView } from '../visualizations/view.js';
import { Waiting, type Work } from './waiting.js';

/** A picture as far as it is there. */
export interface Shown {
  readonly value: unknown;
  readonly done: boolean;
  /** The weights that it was asked for with, as they were then. */
  readonly weights: WeightsChoice;
}

export interface Asked {
  readonly request: unknown;
  /** Two requests of one key give the same picture. */
  readonly key: string;
  readonly weights: WeightsChoice;
  readonly what: string;
}

/** What a panel asks of the engine: one picture at a time, taken as it forms; the last one stays until a newer one is there. */
export class Computation {
  picture: Shown | null = null;
  failure: string | null = null;
  private asked: string | null = null;
  /** The work that the shown parts are of. */
  private parts: string | null = null;
  private weights: WeightsChoice | null = null;
  private readonly waiting: Waiting;

  constructor(private readonly host: PanelHost, private readonly kind: PanelKind, private readonly view: PictureView, private readonly changed: () => void) {
    this.waiting = new Waiting(host, changed);
  }

  get work(): Work | null {
    return this.waiting.work;
  }

  /** Asks for a picture, unless it was the last one asked for; `again` asks in any case. */
  ask({ request, key, weights, what }: Asked, again: boolean): void {
    if (!again && key === this.asked) return;
    this.asked = key;
    void this.compute(request, weights, what);
  }

  /** Takes a part that the engine tells of; parts of another request are none of ours. */
  partial(token: string, value: unknown): void {
    if (token !== this.work?.token || this.weights === null) return;
    // Parts of one computation add up; what an earlier one has left makes room for the first of them.
    const before = this.parts === token ? this.picture?.value : undefined;
    this.parts = token;
    this.picture = { value: before === undefined ? value : this.view.merge(before, value), done: false, weights: this.weights };
    this.changed();
  }

  /** Marks work as under way in place of what was; it goes on while it is the present `work`. */
  begin(token: string, what: string): Work {
    return this.waiting.begin(token, what);
  }

  /** The end of some work, with the reason where it failed. Nothing changes if other work has taken its place. */
  end(work: Work, failure: unknown = null): void {
    if (!this.waiting.end(work)) return;
    if (failure !== null) this.failure = wordsOf(failure);
    this.changed();
  }

  cancel(): void {
    this.waiting.cancel();
  }

  /** Stops on the user's word: what is there stays, and can be asked for again. */
  stop(): void {
    this.cancel();
    this.asked = null;
    if (!this.picture) this.failure = 'Stopped before there was a picture.';
    this.changed();
  }

  fail(reason: unknown): void {
    this.failure = wordsOf(reason);
    this.changed();
  }

  /** Of another subject nothing is kept. */
  forget(): void {
    this.cancel();
    this.asked = null;
    this.failure = null;
    this.picture = null;
  }

  private async compute(request: unknown, weights: WeightsChoice, what: string): Promise<void> {
    this.cancel();
    this.failure = null;
    this.weights = weights;
    const work = this.begin(`${this.kind} ${crypto.randomUUID()}`, what);
    try {
      const value = await this.host.visualize(this.kind, request, work.token);
      if (this.work === work) this.picture = { value, done: true, weights };
      this.end(work);
    } catch (error) {
      this.end(work, error);
    }
  }
}
