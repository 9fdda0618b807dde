/** What Keras would reject (or warn of) at one layer; the frontend gives it a place. */
export interface Problem {
  /** Kebab-case, stable: rules and documentation refer to it. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What was expected, what was found, what to do next. */
  readonly message: string;
  /** Set where only programs for Keras 1 give such an argument. */
  readonly era?: 'keras-1';
  /** The argument to underline, as it is spelled in Python (snake_case). */
  readonly argument?: string;
  /** What can stand in place of `argument`: another name, another value, all of it (up to the argument `through`), nothing, or a tuple of it and the next. */
  readonly replacement?: { readonly name?: string; readonly value?: string; readonly text?: string; readonly through?: string; readonly remove?: true; readonly tuple?: true };
}

/** Thrown by shape rules where Keras would raise; caught by the inference, never seen outside it. */
export class Rejection extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

/** Stops a shape rule with an error that Keras would raise as well. */
export function reject(code: string, message: string, argument?: string): never {
  throw new Rejection(argument === undefined ? { code, severity: 'error', message } : { code, severity: 'error', message, argument });
}
