/** Pictures that a run writes down after each epoch, so that they can be gone through over its whole time. Plain data. */

/** One picture that a run was asked to record. */
export interface Recording {
  /** As `recordingKey` gives it for every request of this picture. */
  readonly key: string;
  /** Epochs that are there, ascending. */
  readonly epochs: readonly number[];
}

/** Names what a request looks at, whatever the weights and the device: of two requests of one key the pictures differ only by the epoch. */
export function recordingKey(id: string, request: unknown): string {
  if (typeof request !== 'object' || request === null) return `${id} ${JSON.stringify(request)}`;
  const { subject, ...rest } = request as { readonly subject?: object };
  const { weights: _weights, device: _device, ...looked } = (subject ?? {}) as Record<string, unknown>;
  return `${id} ${JSON.stringify({ ...rest, subject: looked }, sorted)}`;
}

/** The order in which properties were written says nothing. */
function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
