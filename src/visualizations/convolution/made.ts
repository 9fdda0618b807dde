import { html, nothing, type TemplateResult } from 'lit';
import { formatValue } from '../elements/numbers.js';
import { activate, sumAt } from './arithmetic.js';
import type { Convolved } from './contract.js';
import { numberGrid } from './tables.js';

/** Terms of a sum that are written out before the rest is only counted. */
const mostTerms = 9;

/** How one value was made: the patch, the kernel, their products and the sum, for one channel of those that the filter sees. */
export function made(convolved: Convolved, row: number, column: number, chosen: number | null): { readonly channel: number; readonly top: number; readonly left: number; readonly text: TemplateResult } {
  const sum = sumAt(convolved, row, column);
  const { channels: [from, to], kernel, geometry, bias, activation, output } = convolved;
  const count = to - from;
  const strongest = sum.perChannel.reduce((best, value, c) => (Math.abs(value) > Math.abs(sum.perChannel[best] ?? 0) ? c : best), 0);
  const c = chosen === null ? strongest : Math.min(count - 1, Math.max(0, chosen - from));
  const of = (values: Float32Array): number[] => Array.from({ length: values.length / count }, (_, at) => values[at * count + c] ?? NaN);
  const [patch, weights] = [of(sum.patch), of(kernel)];
  const products = patch.map((value, at) => (Number.isNaN(value) ? NaN : value * (weights[at] ?? 0)));
  const reach = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, Number.isNaN(value) ? 0 : Math.abs(value)), 0);
  const columns = geometry.kernel[1];
  const value = output.values[row * output.width + column] ?? NaN;
  const after = activate(activation, sum.total);
  const terms = patch.flatMap((given, at) => (Number.isNaN(given) ? [] : [`${formatValue(given)} × ${formatValue(weights[at] ?? 0)}`]));
  const own = sum.perChannel[c] ?? 0;
  const text = html`
    <div class="made">
      ${numberGrid({ title: count > 1 ? `Patch, channel ${from + c}` : 'Patch', columns, values: patch, reach: reach(patch) })}<span class="sign" aria-hidden="true">×</span>
      ${numberGrid({ title: 'Kernel', columns, values: weights, reach: reach(weights) })}<span class="sign" aria-hidden="true">=</span>
      ${numberGrid({ title: 'Products', columns, values: products, reach: reach(products) })}
    </div>
    <dl class="sum number">
      <dt>${count > 1 ? `Channel ${from + c}` : 'Sum'}</dt><dd>${terms.slice(0, mostTerms).join(' + ')}${terms.length > mostTerms ? ` + ${terms.length - mostTerms} more` : ''} = <b>${formatValue(own)}</b></dd>
      ${count > 1 ? html`<dt>All ${count} channels</dt><dd>${formatValue(own)} + ${count - 1} more = <b>${formatValue(sum.total - (bias ?? 0))}</b></dd>` : nothing}
      ${bias === null ? nothing : html`<dt>With the bias</dt><dd>${formatValue(sum.total - bias)} ${bias < 0 ? '−' : '+'} ${formatValue(Math.abs(bias))} = <b>${formatValue(sum.total)}</b></dd>`}
      ${activation === 'linear' ? nothing : html`<dt>${activation}</dt><dd>${after === null ? 'gives' : `${activation}(${formatValue(sum.total)}) =`} <b>${formatValue(value)}</b></dd>`}
    </dl>`;
  return { channel: from + c, top: sum.top, left: sum.left, text };
}
