import type { ListedImage } from '../core/protocol/engine.js';
import { wordsOf } from '../core/protocol/failure.js';
import type { LayerRecord } from '../core/protocol/inspection.js';
import type { PanelHost } from '../visualizations/panel.js';
import { cellOf, chosenExamples } from '../visualizations/training/classes.js';
import { pageOfExamples, type Loaded } from '../visualizations/training/drawing.js';
import type { Evaluated } from '../visualizations/training/host.js';
import { tabOf } from '../visualizations/training/tab.js';
import type { Options } from '../visualizations/view.js';
import { Waiting, type Work } from './waiting.js';

const empty = { value: null, loading: false, error: null } as const;

/** What the tabs of a training show besides its state: asked for when a tab is seen, and again when an epoch has ended. */
export class TrainingDetails {
  evaluated: Loaded<Evaluated> = empty;
  layers: Loaded<readonly LayerRecord[]> = empty;
  images: ReadonlyMap<number, ListedImage> = new Map();
  private readonly asked = { evaluated: '', layers: '', images: '' };
  private readonly wanted = new Set<number>();
  private readonly waiting: Waiting;
  /** The run that is being evaluated on request, which need not be the one that is shown. */
  private evaluatedRun = '';
  /** The run that is shown. */
  private shown = '';
  /** Evaluations that have ended: what was read of a run before is of before. */
  private evaluations = 0;

  constructor(private readonly host: PanelHost, private readonly changed: () => void) {
    this.waiting = new Waiting(host, changed);
  }

  /** The evaluation under way of the run that is shown. */
  get evaluating(): Work | null {
    return this.evaluatedRun === this.shown ? this.waiting.work : null;
  }

  /** Asks for what the chosen tab of a run with so many finished epochs needs and is not there. */
  need(weights: string, epochs: number, going: boolean, options: Options): void {
    const tab = tabOf(options);
    const chosen = typeof options['evaluated'] === 'number' ? options['evaluated'] : null;
    const stamp = `${weights} ${epochs} ${going}`;
    this.shown = weights;
    if (tab === 'layers') void this.once('layers', stamp, weights, () => this.host.layerRecords(weights));
    if (tab !== 'examples') return;
    void this.once('evaluated', `${stamp} ${chosen} ${this.evaluations}`, weights, () => this.host.evaluationOf(weights, chosen));
    this.needImages(weights, options);
  }

  /** Evaluates a run now, in place of the evaluation under way; of a run that is not shown when it ends, the result waits in the run's folder. */
  async evaluate(weights: string): Promise<void> {
    this.stopEvaluating();
    this.evaluatedRun = weights;
    const work = this.waiting.begin(`evaluate ${crypto.randomUUID()}`, 'Evaluating the images after the last finished epoch');
    try {
      const evaluation = await this.host.evaluate(weights, work.token);
      if (!this.waiting.end(work)) return;
      const epochs = [...new Set([...(this.evaluated.value?.epochs ?? []), evaluation.epoch])].sort((a, b) => a - b);
      if (weights === this.shown) this.evaluated = { ...empty, value: { epochs, evaluation } };
      this.evaluations += 1;
    } catch (error) {
      if (!this.waiting.end(work)) return;
      if (weights === this.shown) this.evaluated = { ...empty, error: wordsOf(error) };
    }
    this.changed();
  }

  stopEvaluating(): void {
    this.waiting.cancel();
  }

  /** What was loaded stays in sight until its successor is there; of another run it goes at once. */
  private async once<K extends 'evaluated' | 'layers'>(what: K, key: string, weights: string, load: () => Promise<unknown>): Promise<void> {
    if (this.asked[what] === key) return;
    const same = this.asked[what].startsWith(`${weights} `);
    this.asked[what] = key;
    const set = (loaded: Loaded<unknown>): void => void ((this as Record<K, unknown>)[what] = loaded);
    set({ value: same ? this[what].value : null, loading: true, error: null });
    try {
      const value = await load();
      if (this.asked[what] !== key) return;
      set({ value, loading: false, error: null });
    } catch (error) {
      if (this.asked[what] !== key) return;
      set({ value: null, loading: false, error: wordsOf(error) });
    }
    this.changed();
  }

  /** The pictures of the examples in sight. */
  private needImages(weights: string, options: Options): void {
    const evaluation = this.evaluated.value?.evaluation;
    if (!evaluation) return;
    const part = `${weights} ${evaluation.split}`;
    if (this.asked.images !== part) {
      this.asked.images = part;
      this.images = new Map();
      this.wanted.clear();
    }
    const shown = chosenExamples(evaluation, evaluation.classes ? cellOf(options['cell']) : null).slice(0, typeof options['shown'] === 'number' ? options['shown'] : pageOfExamples);
    const missing = shown.map(({ index }) => index).filter((index) => !this.wanted.has(index));
    if (missing.length === 0) return;
    missing.forEach((index) => this.wanted.add(index));
    this.host.imagesAt(weights, evaluation.split, missing).then((found) => {
      if (this.asked.images !== part) return;
      this.images = new Map([...this.images, ...found.map((image) => [image.index, image] as const)]);
      this.changed();
      // Without its picture an image still has its number and its loss.
    }, () => undefined);
  }
}
