/** What steps computed from the weights of one state, for as long as these weights stay as they are. */
import { graphNames, type FixedProgram } from '../trace/program.js';
import type { Session, SessionTensor } from './onnxruntime.js';

interface Result {
  readonly tensor: SessionTensor;
  readonly from: readonly string[];
}

export class FixedResults {
  private readonly results = new Map<string, Result>();

  /** All results of a program, by their names in the graph; it runs only where one of them is not there. */
  async of({ state, results }: FixedProgram, session: Session, weight: (name: string) => SessionTensor): Promise<Record<string, SessionTensor>> {
    const missing = Object.keys(results).filter((name) => !this.results.has(name));
    if (missing.length > 0) {
      const made = await session.run(Object.fromEntries(Object.keys(state).map((name) => [graphNames.state(name), weight(name)])), missing);
      for (const name of missing) this.results.set(name, { tensor: made[name]!, from: results[name]! });
    }
    return Object.fromEntries(Object.keys(results).map((name) => [name, this.results.get(name)!.tensor]));
  }

  /** Weights that have new values. */
  forget(weights: readonly string[]): void {
    if (this.results.size === 0 || weights.length === 0) return;
    const changed = new Set(weights);
    for (const [name, { from }] of this.results) if (from.some((weight) => changed.has(weight))) this.results.delete(name);
  }
}
