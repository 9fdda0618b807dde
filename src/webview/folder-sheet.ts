import { wordsOf } from '../core/protocol/failure.js';
import type { PanelHost, PanelKind } from '../visualizations/panel.js';
import type { FolderImage, FolderListing, FolderResult, FolderView } from '../visualizations/folder.js';
import type { ImageChoice } from '../visualizations/picture.js';

/** Images that the engine is given at a time: the next one is read while one is computed. */
const lanes = 2;
/** So many failures without a success between them are the engine's, not the images'. */
const mostFailures = 5;

export interface FolderAsked {
  readonly folder: string;
  /** Pictures of one key are of the same weights, layer and method. */
  readonly key: string;
  /** The weights at the time, as `versionOf` tells them apart: a run's newest may be newer later. */
  readonly weights: string;
  /** Whether a picture is of other weights all the same, because their file was replaced. */
  readonly ofOther: (picture: unknown) => boolean;
  readonly request: (image: ImageChoice) => unknown;
}

/** One go through the images that are still to come. */
interface Round {
  readonly queue: FolderImage[];
  readonly tokens: Set<string>;
  readonly started: number;
  done: number;
  failures: number;
}

/** The pictures of all images of a folder: asks the engine for one after the other, stops when told, and goes on with what is missing. */
export class FolderSheet {
  listing: FolderListing | null = null;
  failure: string | null = null;
  /** The file of the weights was replaced before all pictures were made; those that are there are of the file as it was. */
  replaced = false;
  private found = new Map<string, FolderResult>();
  private asked: FolderAsked | null = null;
  private round: Round | null = null;

  constructor(private readonly host: PanelHost, private readonly kind: PanelKind, private readonly view: FolderView, private readonly changed: () => void) {}

  get results(): ReadonlyMap<string, FolderResult> {
    return this.found;
  }

  /** How far it is, while it is going on: images a second, and seconds left. */
  get pace(): { readonly perSecond: number; readonly left: number } | null {
    const { round } = this;
    if (!round) return null;
    const perSecond = round.done / ((performance.now() - round.started) / 1000);
    return { perSecond, left: (round.queue.length + round.tokens.size) / perSecond };
  }

  /** The weights that the pictures are made with. */
  get weights(): string | null {
    return this.asked?.weights ?? null;
  }

  get running(): boolean {
    return this.round !== null;
  }

  /** Shows a folder; what was made of it with the same key before is there at once, the rest comes unless `stopped`. */
  async look(asked: FolderAsked, stopped: boolean): Promise<void> {
    const same = this.asked?.folder === asked.folder && this.asked.key === asked.key;
    if (same) return;
    this.stop();
    this.asked = asked;
    this.found = new Map();
    this.failure = null;
    this.replaced = false;
    if (this.listing?.folder !== asked.folder) this.listing = null;
    this.changed();
    try {
      const [listing, kept] = await Promise.all([this.listing ?? this.host.imagesIn(asked.folder), this.host.kept(groupOf(asked))]);
      if (this.asked !== asked) return;
      this.listing = listing;
      this.found = new Map(kept as [string, FolderResult][]);
      if (stopped) this.changed();
      else this.go();
    } catch (error) {
      if (this.asked !== asked) return;
      this.asked = null;
      this.fail(error);
    }
  }

  /** Goes on with the images that have no picture yet; those that failed are tried once more. */
  go(): void {
    const { listing, asked } = this;
    if (!listing || !asked || this.round) return;
    this.failure = null;
    for (const [path, result] of this.found) if ('failure' in result) this.found.delete(path);
    const round: Round = { queue: listing.images.filter(({ path }) => !this.found.has(path)), tokens: new Set(), started: performance.now(), done: 0, failures: 0 };
    this.round = round;
    void Promise.all(Array.from({ length: lanes }, () => this.lane(round, asked))).then(() => {
      if (this.round === round) this.round = null;
      this.changed();
    });
    this.changed();
  }

  stop(): void {
    const { round } = this;
    this.round = null;
    for (const token of round?.tokens ?? []) void this.host.cancel(token).catch(() => undefined);
    this.changed();
  }

  private async lane(round: Round, asked: FolderAsked): Promise<void> {
    for (let image = round.queue.shift(); image && this.round === round; image = round.queue.shift()) {
      const token = `folder ${crypto.randomUUID()}`;
      round.tokens.add(token);
      const result = await this.resultOf(image, asked, token);
      round.tokens.delete(token);
      if (this.round !== round) return;
      if (result) this.take(round, asked, image, result);
      else {
        this.replaced = true;
        this.stop();
      }
    }
  }

  /** Null for a picture of other weights. */
  private async resultOf(image: FolderImage, { request, ofOther }: FolderAsked, token: string): Promise<FolderResult | null> {
    try {
      const picture = await this.host.visualize(this.kind, request({ kind: 'file', path: image.path }), token);
      return ofOther(picture) ? null : { entry: this.view.entry(picture, image) };
    } catch (error) {
      return { failure: wordsOf(error) };
    }
  }

  private take(round: Round, asked: FolderAsked, { path }: FolderImage, result: FolderResult): void {
    this.found.set(path, result);
    round.done += 1;
    round.failures = 'failure' in result ? round.failures + 1 : 0;
    if ('entry' in result) void this.host.keep(groupOf(asked), path, result).catch(() => undefined);
    else if (round.failures >= mostFailures) {
      this.stop();
      this.failure = `${mostFailures} images one after the other could not be shown. ${result.failure}`;
    }
    this.changed();
  }

  /** The next look starts from nothing. */
  forget(): void {
    this.stop();
    this.asked = null;
  }

  private fail(reason: unknown): void {
    this.failure = wordsOf(reason);
    this.changed();
  }
}

const groupOf = ({ folder, key, weights }: FolderAsked): string => [folder, weights, key].join('\n');
