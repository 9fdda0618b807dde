import { toSnake } from '../../../graph/names.js';
import { kerasLayer } from '../../../layers/lookup.js';
import { argumentEdit } from '../../../rules/context.js';
import { defineFix } from '../define.js';

/** A window that does not fit: padding "same" makes it fit anywhere. */
export default defineFix({
  codes: ['window-exceeds-input'],
  *candidates(_context, _diagnostic, call) {
    const spec = call && kerasLayer(call.name);
    if (!spec || !('padding' in spec.params)) return;
    const edit = argumentEdit(call, 'padding', '"same"', spec.parameterNames.map(toSnake));
    if (edit) yield { title: 'Pad the input: padding="same"', edits: [edit] };
  },
});
