import type { PanelHost, WeightsChoice } from '../visualizations/panel.js';

/** Which version of a model's file there is on the disk now: learned from the editor, which tells when another takes its place. */
export class ModelFiles {
  private readonly stamps = new Map<string, string>();
  /** Versions that pictures were made of and that the editor had not told of, each asked about once. */
  private readonly met = new Set<string>();

  constructor(private readonly host: Pick<PanelHost, 'modelFile'>, private readonly changed: () => void, private readonly fail: (reason: unknown) => void) {}

  /** The choice with its file's stamp, as far as that is known. */
  stamped(choice: WeightsChoice): WeightsChoice {
    const stamp = choice.weights.kind === 'file' ? this.stamps.get(choice.weights.path) : undefined;
    return stamp === undefined ? choice : { ...choice, stamp };
  }

  /** Asks for the stamp of a choice that has none yet; false where there is nothing to wait for. */
  awaits({ weights, stamp }: WeightsChoice): boolean {
    if (weights.kind !== 'file' || stamp !== undefined) return false;
    void this.learn(weights.path);
    return true;
  }

  tell(path: string, stamp: string): void {
    if (this.stamps.get(path) === stamp) return;
    this.stamps.set(path, stamp);
    this.changed();
  }

  /** Whether a picture was made of another version of the file than the choice stands for; then the editor is asked which there is now. */
  meet({ weights, stamp }: WeightsChoice, made: string | undefined): boolean {
    if (weights.kind !== 'file' || made === undefined || made === stamp) return false;
    if (!this.met.has(made)) void this.learn(weights.path);
    this.met.add(made);
    return true;
  }

  /** Asks once more which version there is: somebody wants what there is now. */
  async refresh({ weights }: WeightsChoice): Promise<void> {
    this.met.clear();
    if (weights.kind === 'file') await this.learn(weights.path);
  }

  private async learn(path: string): Promise<void> {
    try {
      this.tell(path, await this.host.modelFile(path));
    } catch (error) {
      this.fail(error);
    }
  }
}

/** Tells the weights of two moments apart: those of a run by its last epoch, whatever it is called and whether it goes on; those of a file by its stamp. */
export const versionOf = ({ weights, label, stamp, epochs = [] }: Pick<WeightsChoice, 'weights' | 'label' | 'stamp' | 'epochs'>): string => (weights.kind === 'run' ? `, epoch ${epochs.at(-1)}` : stamp === undefined ? label : `${label}\n${stamp}`);

/** How the label of a run's weights ends. */
const epochIn = (label: string): string | undefined => /, epoch \d+(?= \(training\)$|$)/.exec(label)?.[0];

/**
 * Whether a picture was made of other weights than those that there are now. The last ones that were wanted may have been of an epoch before or
 * behind the one that the run has counted: the engine says which. An epoch that was chosen stays what was chosen.
 */
export function isOlder(choice: WeightsChoice, chosen: number | null, asked: WeightsChoice, made: { readonly weights: string; readonly stamp?: string | undefined }): boolean {
  if (choice.stamp !== undefined && made.stamp !== undefined) return made.stamp !== choice.stamp;
  if (choice.weights.kind !== 'run') return versionOf(asked) !== versionOf(choice);
  if (chosen !== null) return false;
  const [epoch, last] = [Number(/\d+/.exec(epochIn(made.weights) ?? '')?.[0] ?? NaN), choice.epochs?.at(-1) ?? NaN];
  return Number.isNaN(epoch) ? versionOf(asked) !== versionOf(choice) : epoch < last;
}

/** What the engine says of a run's weights, with the name that a person gave the run: the engine knows runs by their time. */
export function namedWeights({ weights, label }: Pick<WeightsChoice, 'weights' | 'label'>, made: string): string {
  const [epoch, last] = [epochIn(made), epochIn(label)];
  return weights.kind === 'run' && epoch !== undefined && last !== undefined ? `${label.slice(0, label.lastIndexOf(last))}${epoch}` : made;
}

/** What to say where something on show was made with other weights than those that are there now. */
export const newerText = ({ label, stamp }: WeightsChoice, what: string): string => (stamp === undefined ? `Newer weights are there: ${label}.` : `${label} was replaced on the disk; ${what} of the file as it was before.`);
