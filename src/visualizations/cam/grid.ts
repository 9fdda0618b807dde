import { html, nothing, type TemplateResult } from 'lit';
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
  const possible = picture.methods.filter(({ obstacle }) => obstacle === null);
  const items = possible.map(({ id, title }, at): Tile => {
    const map = found.get(id);
    const state = map ? (map.peak > 0 ? '' : ', zero everywhere') : done ? ', not computed' : ', still to come';
    return {
      id: at,
      label: `${title}${state}`,
      caption: map?.peak === 0 ? `${title} · zero` : title,
      size: picture.overlay,
      pixels: map ? () => overlayOf(map, picture.info.original, colours, opacity) : null,
      when: [map, colours, opacity],
      muted: !map || map.peak === 0,
    };
  });
  return html`<section class="pictures">
    <header class="caption-row"><h2>${name}</h2><span>all methods at ${picture.layer}</span><span class="count">${found.size} of ${possible.length}</span>${legend(colours, null, 'each divided by its own peak')}</header>
    ${tiles({ label: `Maps of ${name} by all methods`, tiles: items, size: 150, open: (at) => set({ method: possible[at]?.id ?? picture.method, show: 'map' }) })}
    ${picture.methods.map(({ obstacle }) => (obstacle === null ? nothing : html`<p class="quiet missing">${obstacle}</p>`))}
  </section>`;
}
