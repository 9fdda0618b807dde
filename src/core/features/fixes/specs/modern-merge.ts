import { defineFix } from '../define.js';
import { modernMerge } from '../merge.js';

/** Keras 1's `merge` as the function that does so today. */
export default defineFix({
  codes: ['legacy-merge'],
  *candidates(context, { span }) {
    const others = [...context.written.list()].filter(({ name, from }) => name === 'merge' && from !== span.from);
    const fix = modernMerge(context, span, others);
    if (fix) yield fix;
  },
});
