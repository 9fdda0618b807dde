/** How a failure crosses from one process to another: structured cloning keeps an error's message but not its own name. */

/** A sentence for the user: what was expected, what was found, the next step. It reaches the user as it is; any other error is a fault of ours. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** An error as plain data. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** Recognized by name, because the class of another bundle is another class. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError';
}

/** What an error says, whatever was thrown. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function toFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  return { name: error.name, message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}

export function fromFailure({ name, message, stack }: Failure): Error {
  if (name === 'UserError') return new UserError(message);
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** A call or its answer as birpc shapes it; `e` is the failure of an answer. */
interface Message {
  readonly e?: unknown;
}

/** For birpc's `serialize` and `deserialize`, alike on both sides. */
export const failuresAsData = {
  serialize(message: Message): Message {
    return message.e === undefined ? message : { ...message, e: toFailure(message.e) };
  },
  deserialize(message: Message): Message {
    return message.e === undefined ? message : { ...message, e: fromFailure(message.e as Failure) };
  },
};
