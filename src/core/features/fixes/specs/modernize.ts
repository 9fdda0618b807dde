import type { Edits } from '../edits.js';
import { defineSourceAction } from '../define.js';
import { modernMerge } from '../merge.js';

/** Every legacy spelling of the file at once. */
export default defineSourceAction({
  *candidates(context, diagnostics) {
    const merges = diagnostics.filter(({ code, span }) => code === 'legacy-merge' && span.file === undefined);
    const edits: Edits[number][] = [];
    let count = 0;
    for (const { code, span, fixes = [] } of diagnostics) {
      if (!code.startsWith('legacy-') || span.file !== undefined) continue;
      const fix = fixes[0] ?? (code === 'legacy-merge' ? modernMerge(context, span, merges.slice(merges.findIndex((one) => one.span === span) + 1).map((one) => one.span)) : null);
      if (!fix) continue;
      const known = fix.edits.filter((edit) => edits.some((one) => same(one, edit)));
      const added = fix.edits.filter((edit) => !known.includes(edit));
      // Fixes that touch the same place are one after the other's business.
      if (added.some((edit) => edits.some((one) => one.span.from < edit.span.to && edit.span.from < one.span.to))) continue;
      edits.push(...added);
      count++;
    }
    if (count > 0) yield { title: `Modernize this file: ${count} legacy ${count === 1 ? 'spelling' : 'spellings'}`, edits };
  },
});

const same = (a: Edits[number], b: Edits[number]): boolean => a.span.from === b.span.from && a.span.to === b.span.to && a.text === b.text;
