import type { PanelHost } from '../visualizations/panel.js';

/** Something that the engine is at. */
export interface Work {
  readonly token: string;
  readonly started: number;
  readonly what: string;
}

/** How often the time that has passed is written anew. */
const tickMilliseconds = 100;

/** What is waited for: one piece of work at a time, for how long, and how it is stopped. What has lost its place to other work is over, whatever becomes of it. */
export class Waiting {
  private present: Work | null = null;
  private ticking: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly host: Pick<PanelHost, 'cancel'>, private readonly changed: () => void) {}

  get work(): Work | null {
    return this.present;
  }

  /** Marks work as under way in place of what was; the same token once more is the same work at another point. */
  begin(token: string, what: string): Work {
    const { present } = this;
    const work = { token, started: present?.token === token ? present.started : performance.now(), what };
    this.present = work;
    clearInterval(this.ticking);
    this.ticking = setInterval(this.changed, tickMilliseconds);
    this.changed();
    return work;
  }

  /** The end of some work; false where it was not waited for any more. */
  end(work: Work): boolean {
    if (this.present !== work) return false;
    this.present = null;
    clearInterval(this.ticking);
    return true;
  }

  /** Stops it and waits no longer. */
  cancel(): void {
    const { present } = this;
    if (!present || !this.end(present)) return;
    this.changed();
    void this.host.cancel(present.token).catch(() => undefined);
  }
}
