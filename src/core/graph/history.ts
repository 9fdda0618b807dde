import type { Span } from './types.js';

/** What can change after the statement that made it. */
export interface Changing {
  /** The step that made it. */
  readonly born: number;
  /** What changes together with it. */
  readonly partner?: Changing | null;
  snapshot(): unknown;
  restore(state: unknown): void;
}

/** A function or class of which only matters whether any step has used it. */
export interface Used {
  /** How many steps have. */
  uses: number;
  /** The last one. */
  usedIn: number;
}

/** What a step reads and does, noted while it runs: what tells later whether it has to run again, and how to take it back. */
export class StepNotes {
  /** Objects of earlier steps that it changes, as they were. */
  readonly changed = new Map<Changing, unknown>();
  /** Names that it looks up, and other things that it relies on. */
  readonly reads = new Set<string>();
  /** Things besides names that it changes for others. */
  readonly makes = new Set<string>();
  /** Names that it binds, with their values before; undefined where there was none. */
  readonly writes = new Map<string, unknown>();
  /** Stems of automatic names that it takes, with their counts before. */
  readonly stems = new Map<string, number>();
  used: Used[] = [];
  /** Places in the analysed text that it has made. */
  readonly spans = new Set<Span>();
  /** Set by what touches more than can be noted: all that follows then runs again after any change. */
  everything = false;

  /** For the next step. Most steps leave most of this empty. */
  clear(): void {
    for (const noted of [this.changed, this.reads, this.makes, this.writes, this.stems, this.spans]) if (noted.size > 0) noted.clear();
    this.used = [];
    this.everything = false;
  }
}

/**
 * The step that runs, counted through all analyses, and where it is noted. One text is analysed at a time, so there is one of these; it
 * stands here and not on the machine because layers, which know of no machine, note their changes too.
 */
export const history: { step: number; notes: StepNotes | null } = { step: 1, notes: null };

/** To be called before an object changes. */
export function noteChange(object: Changing): void {
  const { notes, step } = history;
  if (notes === null) return;
  if (object.born < step && !notes.changed.has(object)) notes.changed.set(object, object.snapshot());
  const { partner } = object;
  if (partner && partner.born < step && !notes.changed.has(partner)) notes.changed.set(partner, partner.snapshot());
}

export function noteUse(one: Used): void {
  const { notes, step } = history;
  if (notes === null || one.usedIn === step) return;
  one.usedIn = step;
  one.uses++;
  notes.used.push(one);
}

/** Notes a place in the analysed text, so that it moves with the text, and hands it back. */
export function placed(span: Span): Span {
  if (span.file === undefined) history.notes?.spans.add(span);
  return span;
}

export const noteReads = (name: string): void => void history.notes?.reads.add(name);

/** Reads and changes something that every program has once, such as the files that it has saved. */
export function noteShared(name: string): void {
  history.notes?.reads.add(name);
  history.notes?.makes.add(name);
}

/** How places in a text have moved: those from `from` on, by `by` characters. */
export interface Shift {
  readonly from: number;
  readonly by: number;
}

/** Moves a place, where it is one that moves. It is the object itself that moves: whoever holds it has the new place. */
export function moveSpan(span: Span, { from, by }: Shift): void {
  if (span.from < from || span.file !== undefined) return;
  const moving = span as { from: number; to: number };
  moving.from += by;
  moving.to += by;
}
