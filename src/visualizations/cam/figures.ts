import { html, nothing, svg, type TemplateResult } from 'lit';
import { paint, paintImage, type ColormapName } from '../colormaps.js';
import { canvas } from '../elements/canvas.js';
import { legend } from '../elements/controls.js';
import { formatValue } from '../elements/numbers.js';
import type { Raster } from '../picture.js';
import { blend, type Pixels } from '../sheet.js';
import type { Drawing } from '../view.js';
import type { CamPicture, ScaledMap } from './contract.js';
import { className } from './labels.js';
import { contourPath, hottestBox } from './regions.js';
import { boxLevel, contourLevel, scaleOfMap, settings } from './settings.js';

const imageOf = (raster: Raster): Pixels => ({ height: raster.height, width: raster.width, rgba: paintImage(raster, 255) });

/** A map over the image that it is of. */
export function overlayOf({ overlay, signed }: Pick<ScaledMap, 'overlay' | 'signed'>, original: Raster | null, colours: ColormapName, opacity: number): Pixels {
  const above: Pixels = { height: overlay.height, width: overlay.width, rgba: paint(overlay.values, scaleOfMap({ signed }), colours) };
  // The image is shown as the user knows it; where its size differs from the map's, the map alone is drawn.
  return original?.height === above.height && original.width === above.width ? blend(imageOf(original), above, opacity / 100) : above;
}

/** Image, map and overlay side by side at one size. */
export function pictures({ picture, selection }: Drawing<CamPicture>): TemplateResult {
  const { colours, opacity } = settings(selection.options);
  const { original } = picture.info;
  const name = className(picture, picture.target);
  const method = picture.methods.find(({ id }) => id === picture.method);
  const { map } = picture;
  const figure = (caption: string, label: string, size: Raster, pixels: () => Pixels, when: readonly unknown[], above: TemplateResult | typeof nothing = nothing) =>
    html`<figure class="third"><div class="stack">${canvas({ label, size, pixels, when })}${above}</div><figcaption>${caption}</figcaption></figure>`;
  return html`<section class="pictures">
    <header class="caption-row"><h2>${name}</h2><span title=${method?.source ?? ''}>${method?.title ?? picture.method}${method?.at === 'image' ? '' : ` at ${picture.layer}`}</span>${legend(colours, scaleOfMap(picture), `share of the peak (${formatValue(picture.peak)})`)}</header>
    <div class="row">
      ${original ? figure('Image', `Image ${picture.info.image ?? ''}`, original, () => imageOf(original), [original]) : nothing}
      ${figure(`Map, ${map.height} × ${map.width}`, `Map of ${name}, ${map.height} by ${map.width} values`, map, () => ({ height: map.height, width: map.width, rgba: paint(map.values, scaleOfMap(picture), colours) }), [picture, colours])}
      ${figure('Overlay', `Map of ${name} over the image`, picture.overlay, () => overlayOf(picture, original, colours, opacity), [picture, colours, opacity], marks(picture, selection.options))}
    </div>
    <p class="quiet">${method?.at === 'image' ? html`Made at the image itself, not at a layer. ` : html`${picture.reason} `}<cite>${method?.source ?? ''}.</cite></p>
    ${picture.note === null ? nothing : html`<p class="quiet">${picture.note}</p>`}
    ${boxText(picture, selection.options)}
    ${picture.peak > 0 ? nothing : html`<p class="note">The map is zero everywhere: nothing ${method?.at === 'image' ? 'in this image' : 'at this layer'} speaks for ${name}. Choose another class or layer.</p>`}
  </section>`;
}

/** Contour and box, as lines over the overlay. Each is drawn twice, dark below light, so that it is seen on any colour. */
function marks({ overlay }: ScaledMap, options: Drawing<CamPicture>['selection']['options']): TemplateResult | typeof nothing {
  const { contour, box } = settings(options);
  if (!contour && !box) return nothing;
  const found = box ? hottestBox(overlay, boxLevel) : null;
  const paths = [contour ? contourPath(overlay, contourLevel) : '', found ? `M${found.left},${found.top}h${found.width}v${found.height}h${-found.width}z` : ''].filter(Boolean);
  return html`<svg class="marks" viewBox="0 0 ${overlay.width} ${overlay.height}" aria-hidden="true">${paths.flatMap((path) => ['below', 'above'].map((where) => svg`<path class=${where} d=${path} />`))}</svg>`;
}

function boxText({ overlay }: ScaledMap, options: Drawing<CamPicture>['selection']['options']): TemplateResult | typeof nothing {
  const found = settings(options).box ? hottestBox(overlay, boxLevel) : null;
  if (!found) return nothing;
  return html`<p class="quiet number">Box: rows ${found.top} to ${found.top + found.height - 1}, columns ${found.left} to ${found.left + found.width - 1}; the largest region above ${100 * boxLevel} % of the peak.</p>`;
}
