import type { Args } from '../python/args.js';
import type { Site } from '../python/values.js';

/** Tells of `add_weight("name", …)` of a layer or metric: Keras 2 took the name first, Keras 3 the shape. */
export function checkShapeFirst(args: Args, at: Site): void {
  const [first] = args.positional;
  if (typeof first === 'string') {
    const span = args.positionalSpans[0] ?? at.span;
    const written = at.machine.show(first);
    // A name may not stand before what is given by position.
    const fix = args.positional.length === 1 && args.positionalSpans[0] ? { title: `Write name=${written}`, edits: [{ span, text: `name=${written}` }] } : null;
    at.machine.report({ code: 'legacy-argument', severity: 'warning', span, message: `add_weight expects the shape first, but found the name ${written}, as Keras 2 had it; Keras 3 raises a ValueError. Write add_weight(shape=..., name=${written}).`, ...(fix ? { fixes: [fix] } : {}) });
  }
}
