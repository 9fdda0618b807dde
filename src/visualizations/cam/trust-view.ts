import { html, nothing, svg, type TemplateResult } from 'lit';
import { facts } from '../elements/controls.js';
import { formatPercent, formatValue } from '../elements/numbers.js';
import { styled } from '../elements/styled.js';
import type { Drawing } from '../view.js';
import type { CamPicture, Curve, Trust } from './contract.js';
import { randomizationVerdict } from './labels.js';

const box = { width: 240, height: 120 };

/** How far to trust the map: two curves, the drop, and the check with random weights. */
export function trustSection({ picture: { trust, activation }, done }: Drawing<CamPicture>): TemplateResult | typeof nothing {
  if (!trust) return done ? nothing : html`<p class="quiet">Deleting and inserting pixels, and drawing weights anew …</p>`;
  const unit = activation === 'none' ? 'score' : 'probability';
  return html`<section class="trust" aria-label="How far to trust the map">
    <div class="trust-curves">
      ${curve('Deletion', 'pixels taken away, the hottest first', trust.deletion, 'smaller is better', unit)}
      ${curve('Insertion', 'pixels put back into a blurred image', trust.insertion, 'larger is better', unit)}
      <div><p><b>Dimmed by the map</b></p>${facts([[`${unit} before`, said(trust.whole, unit)], [`${unit} after`, said(trust.masked, unit)], ['Average drop', trust.drop === null ? `none: the ${unit} is not above 0` : formatPercent(trust.drop)]])}<p class="quiet">Smaller drops are better: what the map shows is enough.</p></div>
    </div>
    ${randomization(trust)}
    <p class="quiet"><cite>Deletion and insertion: Petsiuk et al. 2018, "RISE". Average drop: Chattopadhyay et al. 2018, "Grad-CAM++". Random weights: Adebayo et al. 2018, "Sanity Checks for Saliency Maps".</cite></p>
  </section>`;
}

const said = (value: number, unit: string): string => (unit === 'score' ? formatValue(value) : formatPercent(value));

function curve(title: string, what: string, { shares, probabilities, area }: Curve, better: string, unit: string): TemplateResult {
  // A probability has its own scale; a score's is what the curve needs.
  const [low, high] = unit === 'score' ? [Math.min(...probabilities, 0), Math.max(...probabilities, 0)] : [0, 1];
  const place = (share: number, value: number): string => `${(share * box.width).toFixed(1)},${(box.height * (1 - (value - low) / (high - low || 1))).toFixed(1)}`;
  const line = shares.map((share, at) => place(share, probabilities[at] ?? NaN)).join('L');
  return html`<figure class="trust-curve"><figcaption><b>${title}</b> <span class="number">area ${area.toFixed(3)}, ${better}</span><br>${what}</figcaption>
    <svg viewBox="-30 -8 ${box.width + 38} ${box.height + 26}" role="img" aria-label="${title}: ${unit} from ${said(probabilities[0] ?? NaN, unit)} to ${said(probabilities.at(-1) ?? NaN, unit)}, area ${area.toFixed(3)}">
      ${svg`<path class="area" d=${`M${place(0, low)}L${line}L${place(1, low)}z`} /><path class="axis" d=${`M0,0V${box.height}H${box.width}`} /><path class="line" d=${`M${line}`} />
      <text x="-5" y="4" text-anchor="end">${formatValue(high)}</text><text x="-5" y=${box.height} text-anchor="end">${formatValue(low)}</text><text x="0" y=${box.height + 14}>0 %</text><text x=${box.width} y=${box.height + 14} text-anchor="end">100 % of pixels</text>`}
    </svg></figure>`;
}

function randomization({ randomization: stages, skipped }: Trust): TemplateResult {
  if (skipped !== null) return html`<p class="quiet">${skipped}</p>`;
  return html`<h3>Rank correlation with the map when weights are random, from the output back to …</h3>
    <ul class="bars">${stages.map(({ layer, correlation }) => html`<li><span class="name">${layer}</span><i><b style=${styled({ width: `${100 * Math.max(0, correlation ?? 0)}%` })}></b></i><span class="number">${correlation === null ? 'flat map' : correlation.toFixed(2).replace('-', '−')}</span></li>`)}</ul>
    <p>${randomizationVerdict(stages)}</p>`;
}
