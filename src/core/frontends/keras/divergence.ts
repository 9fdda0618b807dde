import type { Scope } from '../python/scope.js';
import type { Value } from '../python/values.js';
import type { Step } from './steps.js';

/**
 * In what the program's new run differs from its last one, at one point of both: by it is told which of the old steps would do again what
 * they did. A step is reached by names alone: it can meet an object only if a step that bound a name which it reads, or one that this
 * step in turn has read from, made it or was handed it by a third that changed one of theirs.
 */
export class Divergence {
  /** Names that may be bound to something else than in the last run, with what they were bound to there. */
  private readonly names = new Map<string, Value | undefined>();
  /** Other things that steps share, where they differ. */
  private readonly shared = new Set<string>();
  /** Steps from which an object may be reached that differs. */
  private readonly touched = new Set<number>();
  private reachers: Map<number, number[]> | null = null;
  private everything = false;

  /** `known` are the old steps that may stand. */
  constructor(private readonly now: Scope, private readonly known: () => Iterable<Step>) {}

  /** Counts a step of the last run that is not there any more, or that runs again. */
  lose(step: Step): void {
    for (const { name, after } of step.names) this.names.set(name, after);
    this.count(step);
  }

  /** Counts a step that has just run, in place of `lost`. */
  gain(step: Step, lost: readonly Step[]): void {
    for (const { name, before } of step.names) if (!this.names.has(name)) this.names.set(name, before);
    this.count(step);
    for (const { names } of [step, ...lost]) for (const { name } of names) this.settle(name);
  }

  /** What a step that stands has bound is the same in both runs. */
  keep(step: Step): void {
    if (this.names.size > 0) for (const { name } of step.names) this.names.delete(name);
  }

  /** Names that lost steps had bound and that are bound to the same all the same. */
  settleAll(): void {
    for (const name of [...this.names.keys()]) this.settle(name);
  }

  private settle(name: string): void {
    if (this.names.has(name) && this.names.get(name) === this.now.names.get(name)) this.names.delete(name);
  }

  private count({ makes, owners, everything }: Step): void {
    for (const name of makes) this.shared.add(name);
    for (const owner of owners) this.touch(owner);
    this.everything ||= everything;
  }

  /** An object that this step made has changed, or has been changed otherwise: whoever reaches it from other steps is concerned. */
  private touch(owner: number): void {
    if (this.touched.has(owner)) return;
    this.touched.add(owner);
    this.reachers ??= reachersOf(this.known());
    for (const reacher of this.reachers.get(owner) ?? []) this.touch(reacher);
  }

  concerns({ reads, sources, owners, serial, broken }: Step): boolean {
    return this.everything || broken || this.touched.has(serial) || reads.some((name) => this.names.has(name) || this.shared.has(name)) || sources.some((source) => this.touched.has(source)) || owners.some((owner) => this.touched.has(owner));
  }
}

/** For each step those that reach what it made: who reads from it, and those whose objects it was handed to. */
function reachersOf(steps: Iterable<Step>): Map<number, number[]> {
  const found = new Map<number, number[]>();
  const add = (from: number, to: number): void => {
    const known = found.get(from);
    if (known) known.push(to);
    else found.set(from, [to]);
  };
  for (const { serial, sources, owners } of steps) {
    for (const source of sources) add(source, serial);
    for (const owner of owners) add(serial, owner);
  }
  return found;
}
