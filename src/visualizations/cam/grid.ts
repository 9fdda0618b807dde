import { html, type TemplateResult } from 'lit';
import { legend } from '../elements/controls.js';
import { tiles, type Tile } from '../elements/tiles.js';
import type { Drawing } from '../view.js';
import type { CamPicture } from './contract.js';
import { overlayOf } from './figures.js';
import { className } from './labels.js';
import { settings } from './settings.js';

/** All methods' maps of one class over the image; a click chooses one. */
export function methodsGrid({ picture, selection, done, set }: Drawing<CamPicture>): TemplateResult {
  const { colours, opacity } = settings(selection.options);
  const name = className(picture, picture.target);
  const found = new Map([picture, ...picture.others].map((map) => [map.method, map]));
  const items = picture.methods.map(({ id, title, obstacle }, at): Tile => {
    const map = found.get(id);
    const state = map ? (map.peak > 0 ? '' : ', zero everywhere') : obstacle !== null ? `, not for this model: ${obstacle}` : done ? ', not computed' : ', still to come';
    return {
      id: at,
      label: `${title}${state}`,
      caption: map ? (map.peak > 0 ? title : `${title} · zero`) : obstacle !== null ? `${title} · not here` : title,
      size: picture.overlay,
      pixels: map ? () => overlayOf(map, picture.info.original, colours, opacity) : null,
      when: [map, colours, opacity],
      muted: !map || map.peak === 0,
    };
  });
  const missing = picture.methods.filter(({ obstacle }) => obstacle !== null);
  return html`<section class="pictures">
    <header class="caption-row"><h2>${name}</h2><span>all methods at ${picture.layer}</span><span class="count">${found.size} of ${picture.methods.length}</span>${legend(colours, null, 'each divided by its own peak')}</header>
    ${tiles({ label: `Maps of ${name} by all methods`, tiles: items, size: 150, open: (at) => set({ method: picture.methods[at]?.id ?? picture.method, show: 'map' }) })}
    ${missing.map(({ obstacle }) => html`<p class="quiet">${obstacle}</p>`)}
  </section>`;
}
