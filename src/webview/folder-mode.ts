import type { FolderView } from '../visualizations/folder.js';
import type { PanelHost, PanelMemory, WeightsChoice } from '../visualizations/panel.js';
import type { ImageChoice } from '../visualizations/picture.js';
import type { Options, OptionsChange } from '../visualizations/view.js';
import type { FolderPage } from './folder-page.js';
import { FolderSheet } from './folder-sheet.js';
import { newerText, versionOf } from './model-files.js';
import { chosenEpoch, requestKey } from './selection.js';

/** The panel whose folder it is. */
export interface FolderOwner {
  readonly memory: () => PanelMemory;
  readonly image: () => ImageChoice | null;
  readonly set: (change: OptionsChange, image?: ImageChoice) => void;
  /** Makes requests of what is chosen at this moment, whatever is chosen later. */
  readonly requests: () => (weights: WeightsChoice, image: ImageChoice | null, epoch: number | null, options: Options) => unknown;
  readonly fail: (reason: unknown) => void;
  /** Learns which version of the model's file there is now. */
  readonly refresh: (weights: WeightsChoice) => Promise<void>;
  /** Whether a picture was made of another version of the model's file than these weights. */
  readonly ofOther: (weights: WeightsChoice, picture: unknown) => boolean;
  readonly changed: () => void;
}

/** What of a panel concerns a whole folder: whether it is shown, what is asked for, and what a person can do there. */
export class FolderMode {
  private readonly sheet: FolderSheet;

  constructor(private readonly host: PanelHost, private readonly view: FolderView, private readonly owner: FolderOwner) {
    this.sheet = new FolderSheet(host, owner.memory().kind, view, owner.changed);
  }

  get isOn(): boolean {
    return this.view.isOn(this.owner.memory().options);
  }

  /** The image shown is one of the folder that was looked at. */
  get holdsImage(): boolean {
    const { folder } = this;
    const image = this.owner.image();
    return folder !== null && !this.isOn && image?.kind === 'file' && liesIn(image.path, folder);
  }

  /** Options for showing one image alone. */
  get leave(): Options {
    return this.isOn ? this.view.leave : {};
  }

  enter(): void {
    this.owner.set(this.view.enter);
  }

  async choose(): Promise<void> {
    try {
      const folder = await this.host.chooseFolder();
      if (folder !== null) this.owner.set({ ...this.view.enter, folder, stopped: false, verdict: null, predicted: null, within: null });
    } catch (error) {
      this.owner.fail(error);
    }
  }

  /** The model or the text is another: nothing of the folder's pictures goes on or stays. */
  forget(): void {
    this.sheet.forget();
  }

  /**
   * Asks for the pictures of the folder, if it is shown. Weights, layer, size and device are those of now: what is chosen or comes
   * meanwhile must not be mixed in, also while the round goes on behind one image.
   */
  look(weights: WeightsChoice): void {
    const { sheet, owner, view, folder } = this;
    if (!this.isOn || folder === null) return;
    const { options } = owner.memory();
    const epoch = chosenEpoch(weights, { options });
    const make = owner.requests();
    const requestAt = (image: ImageChoice | null, at: number | null) => make(weights, image, at, { ...options, ...view.leave });
    const request = (image: ImageChoice) => requestAt(image, epoch ?? weights.epochs?.at(-1) ?? null);
    void sheet.look({ folder, key: requestKey(weights, requestAt(null, epoch)), weights: versionOf(weights), ofOther: (picture) => owner.ofOther(weights, picture), request }, options['stopped'] === true).then(() => {
      // Weights without data of their own have no image yet; the first of the folder will do.
      const first = sheet.listing?.images[0];
      if (first && owner.image() === null && this.folder === folder) owner.set({}, { kind: 'file', path: first.path });
    });
  }

  page(weights: WeightsChoice): FolderPage | null {
    if (!this.isOn) return null;
    const { sheet, view, owner } = this;
    const { set } = owner;
    const newer = sheet.replaced || (sheet.weights !== null && sheet.weights !== versionOf(weights));
    return {
      sheet, view,
      options: owner.memory().options,
      newer: newer ? newerText(weights, 'these maps are') : null,
      replaced: newer && weights.stamp !== undefined,
      acts: {
        set,
        choose: () => void this.choose(),
        open: (path) => set(view.leave, { kind: 'file', path }),
        stop: () => {
          sheet.stop();
          set({ stopped: true });
        },
        go: () => {
          set({ stopped: false });
          sheet.go();
        },
        renew: () => void owner.refresh(weights).then(() => {
          sheet.forget();
          set({ stopped: false });
        }),
      },
    };
  }

  private get folder(): string | null {
    const { folder } = this.owner.memory().options;
    return typeof folder === 'string' ? folder : null;
  }
}

/** Whether a path leads into a folder or one below it; `/pictures/cats2` is not in `/pictures/cats`. */
export function liesIn(path: string, folder: string): boolean {
  const parent = folder.replace(/[\\/]+$/, '');
  return path.startsWith(parent) && /^[\\/]/.test(path.slice(parent.length));
}
