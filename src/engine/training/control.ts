/** Pause, resume and stop of a running training. Each takes effect after the step under way. */
export class Control {
  private waiting: (() => void)[] = [];
  private mode: 'running' | 'paused' | 'stopped' = 'running';
  private ended = false;
  /** Called when the training really pauses or goes on. */
  onChange: (paused: boolean) => void = () => undefined;

  /** Whether the training under way must end. A method, because the answer changes while a loop waits. */
  isStopped(): boolean {
    return this.ended || this.wasStopped();
  }

  /** Whether somebody has stopped all of it, and not a callback the one `fit` that it belongs to. */
  wasStopped(): boolean {
    return this.mode === 'stopped';
  }

  /** Ends one `fit` of those of a run. */
  end(): void {
    this.ended = true;
  }

  /** Before the next one. */
  begin(): void {
    this.ended = false;
  }

  pause(): void {
    if (this.mode === 'running') this.mode = 'paused';
  }

  resume(): void {
    if (this.mode === 'paused') this.mode = 'running';
    this.wake();
  }

  stop(): void {
    this.mode = 'stopped';
    this.wake();
  }

  /** Resolves at once while running, else when the training may go on or must stop. */
  async gate(): Promise<void> {
    if (this.mode !== 'paused') return;
    this.onChange(true);
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (!this.isStopped()) this.onChange(false);
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
