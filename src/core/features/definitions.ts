import type { Analysis } from '../analysis.js';
import type { Span } from '../graph/types.js';
import { placedLayers } from './models.js';

/** The string that stands around an offset, without its quotes; null where none does in that line. */
export function stringAt(text: string, offset: number): { readonly value: string; readonly span: Span } | null {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? text.length : end);
  for (const match of line.matchAll(/(["'])((?:\\.|(?!\1).)*)\1/g)) {
    const from = start + match.index + 1;
    const to = from + (match[2]?.length ?? 0);
    if (from <= offset && offset <= to) return { value: match[2] ?? '', span: { from, to } };
  }
  return null;
}

export interface NamedLayers {
  /** The name in its string. */
  readonly span: Span;
  readonly targets: readonly Span[];
}

/**
 * Where the layers are made whose name the string at an offset holds (`get_layer("conv2d_1")`). A layer that is named by this
 * very string is its own definition.
 */
export function layersNamedAt({ models }: Pick<Analysis, 'models'>, text: string, offset: number): NamedLayers | null {
  const string = stringAt(text, offset);
  if (!string || string.value === '') return null;
  const targets = new Map<string, Span>();
  for (const { graph } of models) {
    for (const { layer } of placedLayers(graph)) if (layer.span && layer.name === string.value) targets.set(`${layer.span.file ?? ''} ${layer.span.from}`, layer.span);
  }
  return targets.size > 0 ? { span: string.span, targets: [...targets.values()] } : null;
}
