import { html, nothing, type TemplateResult } from 'lit';
import { paint } from '../colormaps.js';
import { choice, colormapChoice } from '../elements/controls.js';
import { csv, fileName, npy, png } from '../elements/exports.js';
import { styled } from '../elements/styled.js';
import { toggle } from '../elements/toggle.js';
import { makeSheet } from '../sheet.js';
import { definePicture, type Drawing } from '../view.js';
import type { CamPicture, CamRequest, ScaledMap } from './contract.js';
import { overlayOf, pictures } from './figures.js';
import { folderView } from './folder-view.js';
import { methodsGrid } from './grid.js';
import { className, rankClasses, scoreText } from './labels.js';
import { alsoFor, scaleOfMap, settings } from './settings.js';
import { trustSection } from './trust-view.js';

/** Classes that the list shows before the rest is folded away. */
const mostClasses = 12;

export default definePicture<CamPicture, CamRequest>({
  title: 'Class Activation Map',
  promise: 'where in an image the network found a class, drawn over the image',
  needsImage: true,
  options: { target: null, colours: 'viridis', opacity: 50, method: 'grad-cam', show: 'map', contour: false, box: false },
  request: (subject, { layer, options }) => {
    const { method, target, show } = settings(options);
    return { subject, method, layer, target, ...alsoFor(show) };
  },
  waiting: ({ options }) => {
    const { show, method } = settings(options);
    return show === 'methods' ? 'Class activation maps by all methods' : show === 'trust' ? 'Measuring how far to trust the map' : `Class activation map (${method})`;
  },
  layers: ({ layers }) => layers.map((name) => ({ name, detail: '' })),
  folder: folderView,
  controls: ({ picture, selection, set, chooseLayer }) => {
    const { colours, opacity, show, contour, box } = settings(selection.options);
    const methods = picture.methods.filter(({ obstacle }) => obstacle === null).map(({ id, title }) => ({ value: id, label: title }));
    return html`
      ${choice({ label: 'Show', value: show, choices: [{ value: 'map', label: 'Map' }, { value: 'methods', label: 'All methods' }, { value: 'trust', label: 'Trust' }, { value: 'folder', label: 'A folder' }], change: (value) => set({ show: value }) })}
      ${methods.length > 1 ? choice({ label: 'Method', value: picture.method, choices: methods, change: (method) => set({ method }) }) : nothing}
      ${choice({ label: 'Layer', value: picture.layer, search: picture.layers.length > 12, choices: picture.layers.map((name) => ({ value: name, label: name })), change: chooseLayer })}
      ${colormapChoice(colours, (name) => set({ colours: name }))}
      <label class="choice"><span>Opacity</span><input type="range" min="0" max="100" step="5" .value=${String(opacity)} aria-label="Opacity of the overlay in percent" @input=${(event: Event) => set({ opacity: Number((event.currentTarget as HTMLInputElement).value) })}></label>
      ${show === 'folder' ? nothing : html`${toggle('Contour', contour, (on) => set({ contour: on }), 'A line around what is above half of the peak')}
      ${toggle('Box', box, (on) => set({ box: on }), 'The box of the largest region above a fifth of the peak')}`}`;
  },
  exports: ({ picture, selection }) => {
    const { colours, opacity, show } = settings(selection.options);
    const name = fileName(picture.info.image, picture.layer, picture.method);
    const { map } = picture;
    const over = (found: ScaledMap) => overlayOf(found, picture.info.original, colours, opacity);
    return [
      png('Overlay', `${name}-overlay`, () => over(picture)),
      png('Map', name, () => ({ height: map.height, width: map.width, rgba: paint(map.values, scaleOfMap(picture), colours) })),
      ...(show === 'methods' ? [png('All methods', fileName(picture.info.image, picture.layer, 'methods'), () => makeSheet([picture, ...picture.others].map(over), 2))] : []),
      npy('Map', name, map.values, [map.height, map.width]),
      csv('Classes', name, () => [['class', 'name', 'value'], ...Array.from(picture.probabilities, (value, index) => [index, className(picture, index), value])]),
    ];
  },
  draw: (drawing) => {
    const { show } = settings(drawing.selection.options);
    return html`<div class="stage cam"><div>${show === 'methods' ? methodsGrid(drawing) : pictures(drawing)}${show === 'trust' ? trustSection(drawing) : nothing}</div>${classes(drawing)}</div>`;
  },
});

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
        ${picture.activation !== 'none' && Number.isFinite(share) ? html`<i class="bar"><b style=${styled({ width: `${100 * Math.min(1, Math.max(0, share))}%` })}></b></i>` : nothing}
      </button></li>`;
    })}</ul>
    ${ranked.length > mostClasses ? html`<button type="button" class="action" @click=${() => set({ allClasses: !all })}><span>${all ? 'Fewer classes' : `All ${ranked.length} classes`}</span></button>` : nothing}
  </section>`;
}
