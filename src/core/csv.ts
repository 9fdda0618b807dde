/** Rows as comma-separated values (RFC 4180, with plain line feeds), the first of them the names. Numbers are written in full. */
export type Cell = string | number | boolean;

export const csvText = (rows: readonly (readonly Cell[])[]): string => `${rows.map((row) => row.map(written).join(',')).join('\n')}\n`;

const written = (value: Cell): string => (typeof value === 'string' && /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value));
