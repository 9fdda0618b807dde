import { html, nothing, type TemplateResult } from 'lit';
import { paint, paintImage, scaleOf, type ColormapName, type Scale } from '../colormaps.js';
import { canvas } from '../elements/canvas.js';
import { channelOf } from '../elements/channels.js';
import { choice, colormapChoice, facts, legend } from '../elements/controls.js';
import { large, neighbours } from '../elements/large.js';
import { formatValue } from '../elements/numbers.js';
import { tiles, type Tile } from '../elements/tiles.js';
import { layerStrip } from '../elements/strip.js';
import { definePicture, type Drawing, type Options } from '../view.js';
import type { ActivationsPicture, ActivationsRequest } from './contract.js';
import { made } from '../convolution/made.js';
import { placeOver, windowOver } from '../convolution/tables.js';
import { csv, fileName, npy, png } from '../elements/exports.js';
import type { Raster } from '../picture.js';
import type { Field } from '../receptive.js';
import { makeSheet } from '../sheet.js';
import { channelCount, channelLabel, channelOrder, type ChannelSort } from './labels.js';

const settings = ({ colours, scale, sort, open, row, column }: Options) => ({
  colours: (colours ?? 'viridis') as ColormapName,
  shared: scale === 'shared',
  sort: (sort ?? 'channel') as ChannelSort,
  open: typeof open === 'number' ? open : null,
  point: typeof row === 'number' && typeof column === 'number' ? { row, column } : null,
});

export default definePicture<ActivationsPicture, ActivationsRequest>({
  title: 'Activations',
  promise: 'every channel of every layer for one image: what the network sees on its way to an answer',
  needsImage: true,
  options: { colours: 'viridis', scale: 'own', sort: 'channel' },
  request: (subject, { layer, options }) => {
    const { open, sort } = settings(options);
    return { subject, layer, ...(open === null ? {} : { channel: open }), ...(sort === 'relevance' ? { relevance: true } : {}) };
  },
  waiting: () => 'Running the image through all layers',
  layers: ({ layers }) => layers.map(({ name, type, height, width, channels }) => ({ name, detail: `${type} (${height}, ${width}, ${channels})` })),
  controls: ({ picture, selection, set }) => {
    const { colours, shared, sort } = settings(selection.options);
    return html`
      ${choice({ label: 'Scale', value: onePixel(picture) || shared ? 'shared' : 'own', disabled: onePixel(picture), choices: [{ value: 'own', label: 'Per channel' }, { value: 'shared', label: 'Whole layer' }], change: (scale) => set({ scale }) })}
      ${colormapChoice(colours, (name) => set({ colours: name }))}
      ${choice({ label: 'Sort', value: sort, choices: [{ value: 'channel', label: 'Channel' }, { value: 'mean', label: 'Mean' }, { value: 'variance', label: 'Variance' }, { value: 'maximum', label: 'Maximum' }, { value: 'relevance', label: 'Class relevance' }], change: (value) => set({ sort: value }) })}`;
  },
  exports: ({ picture, selection }) => {
    const { colours, shared, open } = settings(selection.options);
    const { layer, values, height, width, channels, info } = picture;
    const name = fileName(layer, info.image, 'activations');
    const pixels = (index: number) => {
      const plane = channelOf(values, index, channels.length);
      return pixelsOf(plane, picture, scaleFor(picture, plane, shared, colours), colours);
    };
    return [
      png('Sheet', name, () => makeSheet(channels.map((_, index) => pixels(index)), 1)),
      ...(open === null ? [] : [png(`Channel ${open}`, `${name}-${open}`, () => pixels(open))]),
      npy('Values', name, values, [height, width, channels.length]),
      csv('Channels', name, () => [['channel', 'mean', 'minimum', 'maximum', 'variance', 'dead', 'saturated'], ...channels.map((each, index) => [index, each.mean, each.minimum, each.maximum, each.variance, each.dead, each.saturated])]),
    ];
  },
  draw(drawing) {
    const { open } = settings(drawing.selection.options);
    const { picture } = drawing;
    return html`<div class="with-strip">
      ${layerStrip({ layers: picture.layers.map((layer) => ({ ...layer, pixels: () => pixelsOf(layer.mean, layer, scaleOf(layer.mean, 'viridis'), 'viridis'), when: [layer.mean] })), chosen: picture.layer, choose: drawing.chooseLayer, reveal: drawing.reveal })}
      <div class="stage">${open !== null && open < picture.channels.length ? channel(drawing, open) : sheet(drawing)}</div>
    </div>`;
  },
});

/** A unit of a dense layer is one number; on a scale of its own it would have no colour. */
const onePixel = ({ height, width }: Pick<ActivationsPicture, 'height' | 'width'>) => height * width === 1;

function scaleFor(picture: ActivationsPicture, values: Float32Array, shared: boolean, colours: ColormapName): Scale {
  return shared || onePixel(picture) ? scaleOf(picture.values, colours) : scaleOf(values, colours);
}

const pixelsOf = (values: Float32Array, { height, width }: { readonly height: number; readonly width: number }, scale: Scale, colours: ColormapName) => ({ height, width, rgba: paint(values, scale, colours) });

function sheet({ picture, selection, set }: Drawing<ActivationsPicture>): TemplateResult {
  const { colours, shared, sort } = settings(selection.options);
  const whole = shared || onePixel(picture) ? scaleOf(picture.values, colours) : null;
  const items = channelOrder(picture, sort).map((index): Tile => ({
    id: index,
    label: channelLabel(picture, index),
    caption: captionOf(picture, index, sort),
    muted: picture.channels[index]?.dead ?? false,
    size: picture,
    when: [picture, colours, shared, index],
    pixels: () => {
      const values = channelOf(picture.values, index, picture.channels.length);
      return pixelsOf(values, picture, whole ?? scaleOf(values, colours), colours);
    },
  }));
  return html`<header class="caption-row"><h2>${picture.layer}</h2><span>${picture.height} × ${picture.width} × ${picture.channels.length}</span><span class="count">${channelCount(picture)}</span>${sort === 'relevance' ? html`<span>${picture.relevance ? `relevance for ${picture.info.classNames[picture.relevance.target] ?? `class ${picture.relevance.target}`}: activation × gradient, summed` : 'computing the relevance …'}</span>` : nothing}${legend(colours, whole, 'activation')}</header>
    ${tiles({ label: `Channels of ${picture.layer}`, tiles: items, size: onePixel(picture) ? 34 : 84, open: (index) => set({ open: index, row: null, column: null }) })}`;
}

function captionOf({ channels, relevance }: ActivationsPicture, index: number, sort: ChannelSort): string {
  const facts = channels[index];
  if (facts?.dead) return `${index} · dead`;
  if (facts?.saturated) return `${index} · saturated`;
  if (sort === 'relevance' && relevance) return `${index} · ${formatValue(relevance.channels[index] ?? NaN)}`;
  return String(index);
}

function channel({ picture, selection, set }: Drawing<ActivationsPicture>, index: number): TemplateResult {
  const { colours, shared, sort, point } = settings(selection.options);
  const values = channelOf(picture.values, index, picture.channels.length);
  const scale = scaleFor(picture, values, shared, colours);
  const order = channelOrder(picture, sort);
  const channelFacts = picture.channels[index];
  const value = point ? values[point.row * picture.width + point.column] : undefined;
  const { original } = picture.info;
  const arithmetic = point && picture.made?.filter === index && picture.made.layer === picture.layer ? made(picture.made, Math.min(point.row, picture.height - 1), Math.min(point.column, picture.width - 1), null) : null;
  return large({
    title: `${picture.layer}, channel ${index}`,
    close: () => set({ open: null }),
    ...neighbours(order, index, set, { row: null, column: null }),
    picture: html`<div class="big">
      <div class="stack">${canvas({ label: channelLabel(picture, index), size: picture, pixels: () => pixelsOf(values, picture, scale, colours), when: [picture, index, colours, shared], point: (place) => place && set({ row: place.row, column: place.column }) })}${point ? placeOver(picture, point.row, point.column) : nothing}</div>
      ${legend(colours, scale, 'activation')}
      <p class="under" aria-live="off">${point && value !== undefined ? `row ${point.row}, column ${point.column}: ${formatValue(value)}` : 'Move the pointer over the picture to read its values and see how they were made.'}</p>
    </div>`,
    below: arithmetic?.text,
    side: html`${channelFacts ? facts([['Mean', formatValue(channelFacts.mean)], ['Minimum', formatValue(channelFacts.minimum)], ['Maximum', formatValue(channelFacts.maximum)], ['Variance', formatValue(channelFacts.variance)], ['Dead', channelFacts.dead ? 'yes: all values are 0' : 'no'], ...(channelFacts.saturated ? [['Saturated', 'yes: nine of ten values are at an end'] as const] : [])]) : ''}
      ${original ? html`<h3>Input</h3><div class="stack field">${canvas({ label: `Input image ${picture.info.image ?? ''}`, size: original, pixels: () => ({ height: original.height, width: original.width, rgba: paintImage(original, 255) }), when: [original] })}${point && picture.field ? fieldOver(original, picture.field, point.row, point.column) : nothing}</div><p class="quiet number">${fieldText(picture, original, point)}</p>` : ''}`,
  });
}

/** The part of the image that a place was made from; its edges may lie outside, in the padding. */
function fieldOver(original: Raster, { rows, columns }: Field, row: number, column: number): TemplateResult {
  return windowOver(original, rows.start + row * rows.jump, columns.start + column * columns.jump, { kernel: [rows.size, columns.size], strides: [1, 1], dilation: [1, 1], before: [0, 0] });
}

function fieldText({ field, height, width }: ActivationsPicture, original: Raster, point: { readonly row: number; readonly column: number } | null): string {
  if (height * width === 1) return 'One value: it is made from the whole image.';
  if (!field) return 'What each place sees of the image is not known for this layer.';
  const size = `Each place sees ${field.rows.size} × ${field.columns.size} pixels of ${original.height} × ${original.width}, ${field.rows.jump} apart`;
  if (!point) return `${size}.`;
  const seen = (axis: Field['rows'], at: number, length: number) => `${Math.max(0, axis.start + at * axis.jump)} to ${Math.min(length, axis.start + at * axis.jump + axis.size) - 1}`;
  return `${size}; this one rows ${seen(field.rows, point.row, original.height)}, columns ${seen(field.columns, point.column, original.width)}.`;
}
