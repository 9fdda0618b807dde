import { html, nothing, type TemplateResult } from 'lit';
import type { BytePicture } from '../../core/protocol/data.js';
import { canvas } from '../elements/canvas.js';
import { facts } from '../elements/controls.js';
import { large } from '../elements/large.js';
import { formatValue } from '../elements/numbers.js';
import type { DataActions, DataState } from './contract.js';
import { pixelsOf } from './pixels.js';
import { formatShape, sampleTitle, shownIndices } from './words.js';

/** One sample: as it is in the file, as the model gets it, and as the first epochs of a training change it. */
export function openSample({ overview, variants, samples, open, failure }: DataState, { open: show, step }: DataActions): TemplateResult {
  const order = shownIndices(samples);
  const at = order.indexOf(open ?? -1);
  const known = variants?.sample.index === open ? variants : null;
  return large({
    title: known ? sampleTitle(overview, known.sample) : `sample ${open}`,
    close: () => show(null),
    previous: at > 0 ? () => step(-1) : null,
    next: at >= 0 && at < order.length - 1 ? () => step(1) : null,
    picture: failure ? html`<p class="error" role="alert">${failure}</p>` : !known ? html`<p class="quiet" role="status">Reading the image…</p>` : html`<div>
      <div class="variants">
        ${known.sample.picture ? figure('before preprocessing', known.sample.picture, null) : nothing}
        ${figure('after preprocessing', known.input, known.mask)}
      </div>
      ${overview.changes.length === 0 ? html`<p class="quiet">Every epoch sees it like this: nothing changes images at random.</p>` : html`<h3>As the first epochs see it</h3>
      <div class="variants">${known.variants.map(({ epoch, picture, mask }) => figure(`epoch ${epoch}`, picture, mask))}</div>`}
    </div>`,
    side: known ? facts([
      ['Number', String(known.sample.index)],
      ['Shape', formatShape([known.input.height, known.input.width, known.input.channels])],
      ['Black', formatValue(known.range.low)],
      ['White', formatValue(known.range.high)],
      ['Mean', formatValue(known.range.mean)],
    ]) : html``,
  });
}

function figure(caption: string, picture: BytePicture, mask: BytePicture | null): TemplateResult {
  return html`<figure>${canvas({ label: caption, size: picture, pixels: () => pixelsOf(picture), when: [picture] })}${mask ? canvas({ label: `${caption}, its mask`, size: mask, pixels: () => pixelsOf(mask), when: [mask] }) : nothing}<figcaption>${caption}</figcaption></figure>`;
}
