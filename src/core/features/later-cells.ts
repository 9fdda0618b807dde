/**
 * Names that a notebook's cell takes from cells below it. People run cells in an order of their own; such a name is no mistake as long as
 * they do, so that one remark a cell takes the place of an error at each of them.
 */
import type { Diagnostic } from '../analysis.js';
import type { PlacedCell } from './cells.js';

type Told = Omit<Diagnostic, 'fixes'>;

/** The diagnostics of all cells as one text, with one remark for all names of a cell that a later cell defines. */
export function withLaterNames(diagnostics: readonly Told[], text: string, cells: readonly PlacedCell[]): readonly Told[] {
  const taken = new Map<PlacedCell, { readonly first: Told; readonly names: Set<string> }>();
  const others = diagnostics.filter((diagnostic) => {
    const { code, span } = diagnostic;
    if (code !== 'undefined-name' || span.file !== undefined) return true;
    const here = cells.find(({ from, to }) => from <= span.from && span.from <= to);
    const name = text.slice(span.from, span.to);
    if (!here || !/^[A-Za-z_]\w*$/.test(name) || !defines(text.slice(here.to), name)) return true;
    const known = taken.get(here) ?? { first: diagnostic, names: new Set<string>() };
    taken.set(here, known);
    known.names.add(name);
    return false;
  });
  const remarks = [...taken.values()].map(({ first, names }): Told => ({ ...first, severity: 'info', message: words([...names]) }));
  return remarks.length === 0 ? diagnostics : [...others, ...remarks].sort((a, b) => a.span.from - b.span.from);
}

function words(names: readonly string[]): string {
  const shown = names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more names are` : names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are` : `${names[0]} is`;
  return `${shown} defined in a cell below this one. ConvLens reads cells from top to bottom, as Run All does, so what depends on it is not known here. Move this cell down.`;
}

/** Whether a text binds a name at the beginning of a line: by assignment, definition or import. */
function defines(text: string, name: string): boolean {
  return new RegExp(`^(?:[^\\n#'"=()]*[\\s,(*])?\\(?${name}\\s*(?:,[^\\n=]*|\\)\\s*)?(?::[^\\n=]*)?=(?!=)|^(?:def|class)\\s+${name}\\b|^(?:from|import)\\s[^\\n#]*\\b${name}\\b`, 'm').test(text);
}
