import type { WrittenCall } from '../../../syntax/calls.js';
import { kerasLayer } from '../../../layers/lookup.js';
import { defineFix } from '../define.js';
import { removeLayer } from '../edits.js';

const isPooling = ({ name }: WrittenCall): boolean => /^(Max|Average)Pooling[123]D$/.test(kerasLayer(name)?.type ?? '');

/** A window that does not fit because the map was shrunk once too often: take out the pooling layer itself, or the last one before it. */
export default defineFix({
  codes: ['window-exceeds-input'],
  *candidates({ written }, _diagnostic, call) {
    if (!call) return;
    const pooling = isPooling(call) ? call : [...written.list()].filter((other) => other.to <= call.from && isPooling(other)).toSorted((a, b) => b.from - a.from)[0];
    const edits = pooling && removeLayer(written, pooling);
    if (edits) yield { title: pooling === call ? `Remove this ${pooling.name}` : `Remove the ${pooling.name} before it`, edits };
  },
});
