import { html, type TemplateResult } from 'lit';
import { paint, scaleOf, type Scale } from '../colormaps.js';
import { canvas } from '../elements/canvas.js';
import { facts, legend } from '../elements/controls.js';
import { large, neighbours } from '../elements/large.js';
import { formatValue } from '../elements/numbers.js';
import { tiles, type Tile } from '../elements/tiles.js';
import type { Pixels } from '../sheet.js';
import type { Drawing } from '../view.js';
import type { FiltersPicture } from './contract.js';

type Kernels = NonNullable<FiltersPicture['kernels']>;

/** One kernel over the channels that it sees, or one of its channels. */
function planeOf({ height, width, channels, values }: Kernels, filter: number, channel: number | null): Float32Array {
  const from = filter * height * width * channels;
  return Float32Array.from({ length: height * width }, (_, place) => {
    if (channel !== null) return values[from + place * channels + channel]!;
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[from + place * channels + c]!;
    return sum / channels;
  });
}

/** A kernel of colours as a colour picture (gray stands for zero); any other as the mean over its channels, around zero. */
function pixelsOf(kernels: Kernels, filter: number, scale: Scale): Pixels {
  const { height, width, channels, values } = kernels;
  if (channels !== 3) return { height, width, rgba: paint(planeOf(kernels, filter, null), scale, 'diverging') };
  const rgba = new Uint8ClampedArray(height * width * 4).fill(255);
  const from = filter * height * width * 3;
  const reach = values.subarray(from, from + height * width * 3).reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  for (let place = 0; place < height * width; place++) for (let c = 0; c < 3; c++) rgba[4 * place + c] = 127.5 * (1 + values[from + 3 * place + c]! / reach);
  return { height, width, rgba };
}

/** All kernels of a layer; opened, the channels of one. */
export function kernelsView({ picture, set }: Drawing<FiltersPicture>, kernels: Kernels, open: number | null): TemplateResult {
  const { height, width, channels } = kernels;
  const scale = scaleOf(kernels.values, 'diverging');
  const size = { height, width };
  if (open !== null && open < picture.total) {
    const own = kernels.values.subarray(open * height * width * channels, (open + 1) * height * width * channels);
    const ownScale = scaleOf(own, 'diverging');
    const slices = Array.from({ length: channels }, (_, channel): Tile => ({ id: channel, label: `kernel of filter ${open}, channel ${channel}`, caption: String(channel), size, when: [kernels, open, channel], pixels: () => ({ ...size, rgba: paint(planeOf(kernels, open, channel), ownScale, 'diverging') }) }));
    return large({
      title: `${picture.layer}, kernel ${open}`,
      close: () => set({ open: null }),
      ...neighbours(Array.from({ length: picture.total }, (_, filter) => filter), open, set),
      picture: html`<div>${legend('diverging', ownScale, 'weight')}${tiles({ label: `Channels of kernel ${open}`, tiles: slices, size: channels > 4 ? 64 : 150, open: () => undefined })}</div>`,
      side: html`${canvas({ label: `Kernel ${open}`, size, pixels: () => pixelsOf(kernels, open, scale), when: [kernels, open], className: 'small' })}${facts([['Rows × columns', `${height} × ${width}`], ['Channels', String(channels)], ['Smallest', formatValue(own.reduce((a, b) => Math.min(a, b), Infinity))], ['Largest', formatValue(own.reduce((a, b) => Math.max(a, b), -Infinity))]])}`,
    });
  }
  const items = Array.from({ length: picture.total }, (_, filter): Tile => ({ id: filter, label: `kernel ${filter} of ${picture.total}`, caption: String(filter), size, when: [kernels, filter], pixels: () => pixelsOf(kernels, filter, scale) }));
  const what = channels === 3 ? 'in colour, gray is zero; each divided by its largest weight' : channels === 1 ? '' : `mean over ${channels} channels; open one to see each`;
  return html`<header class="caption-row"><h2>${picture.layer}</h2><span>kernels of ${height} × ${width} × ${channels}</span><span class="count">${picture.total} of ${picture.total}</span><span class="quiet">${what}</span>${channels === 3 ? '' : legend('diverging', scale, 'weight')}</header>
    ${tiles({ label: `Kernels of ${picture.layer}`, tiles: items, size: 64, open: (filter) => set({ open: filter }) })}`;
}
