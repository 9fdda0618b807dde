import type { Diagnostic } from '../../analysis.js';
import { type Changing, history, StepNotes, type Used } from '../../graph/history.js';
import type { ModelInstance } from '../../graph/builder.js';
import type { Loss, Span } from '../../graph/types.js';
import type { SourceModule } from '../python/modules.js';
import type { Value } from '../python/values.js';
import { isSign, KERAS_ONE } from './keras-one.js';
import type { RecipeDraft } from './recipe/draft.js';
import type { Binding, KerasSession } from './session.js';

/** What every program has once, as it is between two steps. */
interface Globals {
  readonly ended: boolean;
  readonly open: Loss | null;
  readonly imageDataFormat: string;
  readonly compute: string;
  readonly variable: string;
  readonly findsOwn: boolean;
  readonly registersOwn: boolean;
  readonly own: ReadonlyMap<string, unknown>;
}
const sameGlobals = (a: Globals, b: Globals): boolean => a === b || (a.ended === b.ended && a.open === b.open && a.imageDataFormat === b.imageDataFormat && a.compute === b.compute && a.variable === b.variable && a.findsOwn === b.findsOwn && a.registersOwn === b.registersOwn && a.own === b.own);

/** One top-level statement as it ran (or what follows the last of them): what it read, and what it did in a form that can be taken back and done again. */
export interface Step {
  readonly serial: number;
  readonly reads: readonly string[];
  /** Steps that bound what it reads. */
  readonly sources: readonly number[];
  /** Steps whose objects it changed. */
  readonly owners: readonly number[];
  readonly makes: readonly string[];
  readonly changes: readonly { readonly object: Changing; readonly before: unknown; readonly after: unknown }[];
  readonly names: readonly { readonly name: string; before: Value | undefined; readonly after: Value | undefined }[];
  /** Who bound or made something before. */
  readonly writers: readonly { readonly name: string; before: number | undefined }[];
  readonly stems: readonly { readonly stem: string; readonly before: number; readonly after: number }[];
  readonly used: readonly Used[];
  readonly recipes: readonly (readonly [ModelInstance, RecipeDraft])[];
  readonly modules: readonly (readonly [string, SourceModule])[];
  readonly bindings: readonly Binding[];
  /** What it added to each of the ledger's lists. */
  readonly added: readonly (readonly unknown[])[];
  readonly spans: readonly Span[];
  readonly before: Globals;
  readonly after: Globals;
  readonly steps: number;
  readonly copies: number;
  readonly everything: boolean;
  /** True for one that was broken off: it never stands for another run. */
  readonly broken: boolean;
}

const none: readonly never[] = [];
const listOf = <T>(items: { readonly size: number } & Iterable<T>): readonly T[] => (items.size === 0 ? none : [...items]);
/** Entries that were added to a map since it had `size`. */
function entriesSince<K, V>(map: ReadonlyMap<K, V>, size: number): readonly (readonly [K, V])[] {
  return map.size === size ? none : [...map].slice(size);
}

/** Where in `added` stands what was asked of other files. */
export const RELIES = 8;

/** Everything that a program's statements change, so that what one of them did can be taken back, and done again without running it. */
export class Ledger {
  /** Who bound a name last, or made another thing that steps share. */
  private readonly writers = new Map<string, number>();
  private readonly lists: readonly unknown[][];
  private readonly notes = new StepNotes();
  private start: { readonly lengths: readonly number[]; readonly recipes: number; readonly modules: number; readonly bindings: number; readonly steps: number; readonly copies: number; readonly globals: Globals } | null = null;
  private lastGlobals: Globals | null = null;

  /** `relies` lists what other files were asked for. */
  constructor(private readonly session: KerasSession, private readonly module: SourceModule, relies: unknown[]) {
    const { machine, builder } = session;
    this.lists = [machine.diagnostics, machine.losses, machine.functions, machine.classes, machine.faults, session.calls, session.models, builder.made, relies];
  }

  get globals(): Globals {
    const { builder, machine: { ended } } = this.session;
    const { imageDataFormat, policy: { compute, variable } } = builder;
    const now: Globals = { ended, open: this.module.scope.open, imageDataFormat, compute, variable, findsOwn: this.session.findsOwn, registersOwn: this.session.registersOwn, own: this.session.own };
    // Nearly always the same: one object then stands for all.
    return this.lastGlobals && sameGlobals(now, this.lastGlobals) ? this.lastGlobals : (this.lastGlobals = now);
  }

  begin(): void {
    const { session } = this;
    const { machine } = session;
    history.step++;
    history.notes = this.notes;
    this.notes.clear();
    machine.reported.clear();
    session.constructing = null;
    this.start = { lengths: this.lists.map(({ length }) => length), recipes: session.recipes.size, modules: machine.modules.size, bindings: session.bindings.length, steps: machine.steps, copies: machine.journal.copies, globals: this.globals };
  }

  /** `broken` is set where the step was broken off. */
  end(broken = false): Step {
    const { session, notes, writers, module: { scope } } = this;
    const { machine, builder } = session;
    const start = this.start!;
    history.notes = null;
    const serial = history.step;
    const sources = new Set<number>();
    for (const name of notes.reads) {
      const writer = writers.get(name);
      if (writer !== undefined) sources.add(writer);
    }
    const added = this.lists.map((list, i) => (list.length === start.lengths[i] ? none : list.slice(start.lengths[i])));
    const diagnostics = added[0] as readonly Diagnostic[];
    if (diagnostics.some(isSign)) notes.makes.add(KERAS_ONE);
    const before: { name: string; before: number | undefined }[] = [];
    const write = (name: string): void => {
      before.push({ name, before: writers.get(name) });
      writers.set(name, serial);
    };
    const names: { name: string; before: Value | undefined; after: Value | undefined }[] = [];
    for (const [name, was] of notes.writes) {
      write(name);
      names.push({ name, before: was as Value | undefined, after: scope.names.get(name) });
    }
    for (const name of notes.makes) write(name);
    const owners = new Set<number>();
    const changes: { object: Changing; before: unknown; after: unknown }[] = [];
    for (const [object, was] of notes.changed) {
      owners.add(object.born);
      changes.push({ object, before: was, after: object.snapshot() });
    }
    const stems: { stem: string; before: number; after: number }[] = [];
    for (const [stem, count] of notes.stems) stems.push({ stem, before: count, after: builder.names.taken(stem) });
    return {
      serial, reads: listOf(notes.reads), sources: listOf(sources), owners: listOf(owners), makes: listOf(notes.makes), changes, writers: before,
      names, stems, used: notes.used, recipes: entriesSince(session.recipes, start.recipes), modules: entriesSince(machine.modules, start.modules),
      bindings: session.bindings.slice(start.bindings), added, spans: listOf(notes.spans), before: start.globals, after: this.globals,
      steps: machine.steps - start.steps, copies: machine.journal.copies - start.copies, everything: notes.everything, broken,
    };
  }

  /** Takes back what the last step did. */
  undo(step: Step): void {
    const { session, writers, module: { scope } } = this;
    const { machine, builder } = session;
    step.added.forEach((items, i) => { if (items.length > 0) this.lists[i]!.length -= items.length; });
    for (let i = step.bindings.length - 1; i >= 0; i--) session.unbind(step.bindings[i]!);
    session.bindings.length -= step.bindings.length;
    for (let i = step.changes.length - 1; i >= 0; i--) step.changes[i]!.object.restore(step.changes[i]!.before);
    for (const { name, before } of step.names) {
      if (before === undefined) scope.names.delete(name);
      else scope.names.set(name, before);
    }
    for (const { name, before } of step.writers) {
      if (before === undefined) writers.delete(name);
      else writers.set(name, before);
    }
    for (const { stem, before } of step.stems) builder.names.put(stem, before);
    for (const one of step.used) one.uses--;
    for (const [model] of step.recipes) session.recipes.delete(model);
    for (const [path] of step.modules) machine.modules.delete(path);
    this.putGlobals(step, step.before);
    machine.steps -= step.steps;
    machine.journal.copies -= step.copies;
  }

  /** Does again what a step did, where all that it read is as it was. */
  redo(step: Step): void {
    const { session, writers, module: { scope } } = this;
    const { machine, builder } = session;
    step.added.forEach((items, i) => { for (const item of items) this.lists[i]!.push(item); });
    for (const binding of step.bindings) session.rebind(binding);
    for (const { object, after } of step.changes) object.restore(after);
    for (const binding of step.names) {
      const { name, after } = binding;
      binding.before = scope.names.get(name);
      if (after === undefined) scope.names.delete(name);
      else scope.names.set(name, after);
    }
    for (const writer of step.writers) {
      writer.before = writers.get(writer.name);
      writers.set(writer.name, step.serial);
    }
    for (const { stem, after } of step.stems) builder.names.put(stem, after);
    for (const one of step.used) one.uses++;
    for (const [model, draft] of step.recipes) session.recipes.set(model, draft);
    for (const [path, module] of step.modules) machine.modules.set(path, module);
    this.putGlobals(step, step.after);
    machine.steps += step.steps;
    machine.journal.copies += step.copies;
  }

  private putGlobals({ before, after }: Step, { ended, open, imageDataFormat, compute, variable, findsOwn, registersOwn, own }: Globals): void {
    if (before === after) return;
    this.session.findsOwn = findsOwn;
    this.session.registersOwn = registersOwn;
    this.session.own = own as KerasSession['own'];
    this.session.machine.ended = ended;
    this.module.scope.open = open;
    Object.assign(this.session.builder, { imageDataFormat, policy: { compute, variable } });
  }

  /** Whether counters, settings and the budget let a step do what it did. */
  allows(step: Step): boolean {
    const { machine, builder } = this.session;
    // Whoever starts all names over has noted those that there were; an edit above may have taken others.
    if (step.everything) for (const stem of builder.names.counted()) if (!step.stems.some((one) => one.stem === stem)) return false;
    return sameGlobals(step.before, this.globals) && machine.spent + step.steps + 20 * step.copies <= machine.limit && step.stems.every(({ stem, before }) => builder.names.taken(stem) === before);
  }
}
