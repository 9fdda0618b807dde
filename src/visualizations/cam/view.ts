import { html, nothing, type TemplateResult } from 'lit';

import { paint, paintImage, type ColormapName } from '../colormaps.js';
import { canvas } from '../elements/canvas.js';
import { choice, colormapChoice, legend } from '../elements/controls.js';
import { formatValue } from '../elements/numbers.js';
import { styled } from '../elements/styled.js';
import type { Raster } from '../picture.js';
import { blend, type Pixels } from '../sheet.js';
import { definePicture, type Drawing, type Options } from '../view.js';
import type { CamPicture, CamRequest } from './contract.js';
import { className, rankClasses, scoreText } from './labels.js';

const settings = ({ target, colours, opacity, method }: Options) => ({
  method: typeof method === 'string' ? method : 'grad-cam',
  target: typeof target === 'number' ? target : null,
  colours: (colours ?? 'viridis') as ColormapName,
  opacity: typeof opacity === 'number' ? opacity : 50,
});

/** Classes that the list shows before the rest is folded away. */
const mostClasses = 12;

export default definePicture<CamPicture, CamRequest>({
  title: 'Class Activation Map',
  promise: 'where in an image the network found a class, drawn over the image',
  needsImage: true,
  options: { target: null, colours: 'viridis', opacity: 50, method: 'grad-cam' },
  request: (subject, { layer, options }) => ({ subject, method: settings(options).method, layer, target: settings(options).target }),
  waiting: ({ options }) => `Class activation map (${settings(options).method})`,
  layers: ({ layers }) => layers.map((name) => ({ name, detail: '' })),
  controls: ({ picture, selection, set, chooseLayer }) => {
    const { colours, opacity } = settings(selection.options);
    const methods = picture.methods.map(({ id, title }) => ({ value: id, label: title }));
    return html`
      ${methods.length > 1 ? choice({ label: 'Method', value: picture.method, choices: methods, change: (method) => set({ method }) }) : nothing}
      ${choice({ label: 'Layer', value: picture.layer, search: picture.layers.length > 12, choices: picture.layers.map((name) => ({ value: name, label: name })), change: chooseLayer })}
      ${colormapChoice(colours, (name) => set({ colours: name }))}
      <label class="choice"><span>Opacity</span><input type="range" min="0" max="100" step="5" .value=${String(opacity)} aria-label="Opacity of the overlay in percent" @input=${(event: Event) => set({ opacity: Number((event.currentTarget as HTMLInputElement).value) })}></label>`;
  },
  draw: (drawing) => html`<div class="stage cam">${pictures(drawing)}${classes(drawing)}</div>`,
});

function pictures({ picture, selection }: Drawing<CamPicture>): TemplateResult {
  const { colours, opacity } = settings(selection.options);
  const { original } = picture.info;
  const name = className(picture, picture.target);
  const method = picture.methods.find(({ id }) => id === picture.method);
  const coloured = ({ height, width, values }: Raster): Pixels => ({ height, width, rgba: paint(values, { low: 0, high: 1 }, colours) });
  const image = (raster: Raster): Pixels => ({ height: raster.height, width: raster.width, rgba: paintImage(raster, 255) });
  const overlay = (): Pixels => {
    const above = coloured(picture.overlay);
    // The image is shown as the user knows it; where its size differs from the map's, the map alone is drawn.
    return original?.height === above.height && original.width === above.width ? blend(image(original), above, opacity / 100) : above;
  };
  const figure = (caption: string, label: string, size: Raster, pixels: () => Pixels, when: readonly unknown[]) => html`<figure class="third">${canvas({ label, size, pixels, when })}<figcaption>${caption}</figcaption></figure>`;
  return html`<section class="pictures">
    <header class="caption-row"><h2>${name}</h2><span title=${method?.source ?? ''}>${method?.title ?? picture.method} at ${picture.layer}</span>${legend(colours, { low: 0, high: 1 }, `share of the peak (${formatValue(picture.peak)})`)}</header>
    <div class="row">
      ${original ? figure('Image', `Image ${picture.info.image ?? ''}`, original, () => image(original), [original]) : nothing}
      ${figure(`Map, ${picture.map.height} × ${picture.map.width}`, `Map of ${name}, ${picture.map.height} by ${picture.map.width} values`, picture.map, () => coloured(picture.map), [picture, colours])}
      ${figure('Overlay', `Map of ${name} over the image`, picture.overlay, overlay, [picture, colours, opacity])}
    </div>
    <p class="quiet">${picture.reason}</p>
    ${picture.peak > 0 ? nothing : html`<p class="note">The map is zero everywhere: nothing at this layer speaks for ${name} in this image. Choose another class or layer.</p>`}
  </section>`;
}

function classes({ picture, selection, set }: Drawing<CamPicture>): TemplateResult {
  const ranked = rankClasses(picture.probabilities);
  const all = selection.options['allClasses'] === true;
  const shown = ranked.slice(0, all ? ranked.length : mostClasses);
  // The class that is explained and the true one are always in the list.
  for (const must of [picture.target, picture.info.label]) if (must !== null && must < ranked.length && !shown.includes(must)) shown.push(must);
  return html`<section class="classes" aria-label="Classes">
    <h3>Explain class</h3>
    <ul>${shown.map((index) => {
      const share = picture.probabilities[index] ?? NaN;
      const truth = picture.info.label === index;
      const label = `${className(picture, index)}, ${picture.activation === 'none' ? 'score' : 'probability'} ${scoreText(picture, share)}${truth ? ', true class' : ''}`;
      return html`<li><button type="button" class="class" aria-pressed=${index === picture.target ? 'true' : 'false'} aria-label=${label} @click=${() => set({ target: index })}>
        <span class="name">${className(picture, index)}${truth ? html` <em>true</em>` : nothing}</span><span class="number">${scoreText(picture, share)}</span>
        <i class="bar" style=${styled({ width: `${picture.activation !== 'none' && Number.isFinite(share) ? 100 * Math.min(1, Math.max(0, share)) : 0}%` })}></i>
      </button></li>`;
    })}</ul>
    ${ranked.length > mostClasses ? html`<button type="button" class="action" @click=${() => set({ allClasses: !all })}><span>${all ? 'Fewer classes' : `All ${ranked.length} classes`}</span></button>` : nothing}
  </section>`;
}
