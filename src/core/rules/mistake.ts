import type { Diagnostic } from '../analysis.js';

/** What the documentation says of a mistake that the analysis itself finds: what Keras rejects, or does not take any more. */
export interface Mistake {
  /** The diagnostic's code. */
  readonly code: string;
  /** An error where Keras refuses it; a warning where it only does something else than was meant, or did so in an older Keras. */
  readonly severity: Extract<Diagnostic['severity'], 'error' | 'warning'>;
  readonly summary: string;
  readonly why: string;
  /** Code as in a rule's examples: carets mark the place that is underlined in `bad`. */
  readonly bad: string;
  readonly good: string;
}

export function defineMistake(mistake: Mistake): Mistake {
  return mistake;
}
