import { html, nothing, type TemplateResult } from 'lit';
import { paint, scaleOf } from '../colormaps.js';
import { canvas } from '../elements/canvas.js';
import { channelOf } from '../elements/channels.js';
import { action, choice, colormapChoice, legend } from '../elements/controls.js';
import { fileName, npy, png } from '../elements/exports.js';
import type { Raster } from '../picture.js';
import { definePicture, type Drawing, type Options } from '../view.js';
import type { ConvolutionPicture, ConvolutionRequest, Convolved } from './contract.js';
import { made } from './made.js';
import { ownControls, ownKernel } from './own-kernel.js';
import { play } from './player.js';
import { ownGeometry, settings } from './settings.js';
import { placeOver, windowOver } from './tables.js';

export default definePicture<ConvolutionPicture, ConvolutionRequest>({
  title: 'Convolution',
  promise: 'one kernel sliding over an image, with every number of the sum it makes',
  needsImage: true,
  options: { mode: 'layer', filter: 0, channel: null, row: 0, column: 0, playing: false, colours: 'viridis', ownColours: null, kernel: 'sobel-x', padding: 'valid', stride: 1, dilation: 1 },
  request: (subject, { layer, options }) => ({ subject, layer, filter: settings(options).filter }),
  waiting: () => 'Running the image through the convolution',
  layers: ({ layers }) => layers.map(({ name, type, filters }) => ({ name, detail: `${type}, ${filters} filters` })),
  controls: (drawing) => {
    const { picture: { convolved, layers, layer }, selection, set, chooseLayer } = drawing;
    const { mode, colours, ownColours, playing, channel } = settings(selection.options);
    const own = mode === 'own' || convolved === null;
    const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, at) => ({ value: String(from + at), label: String(from + at) }));
    return html`
      ${choice({ label: 'Kernel of', value: own ? 'own' : 'layer', disabled: convolved === null, choices: [{ value: 'layer', label: 'the layer' }, { value: 'own', label: 'my own' }], change: (value) => set({ mode: value, row: 0, column: 0, playing: false }) })}
      ${own ? ownControls(drawing) : html`
        ${choice({ label: 'Layer', value: layer, search: layers.length > 12, choices: layers.map(({ name, filters }) => ({ value: name, label: `${name} (${filters})` })), change: (name) => { set({ filter: 0, channel: null, row: 0, column: 0 }); chooseLayer(name); } })}
        ${choice({ label: 'Filter', value: String(convolved.filter), search: true, choices: numbers(convolved.filters), change: (value) => set({ filter: Number(value), channel: null }) })}
        ${convolved.channels[1] - convolved.channels[0] > 1 ? choice({ label: 'Channel', value: channel === null ? 'auto' : String(channel), search: true, choices: [{ value: 'auto', label: 'strongest' }, ...numbers(convolved.channels[1] - convolved.channels[0], convolved.channels[0])], change: (value) => set({ channel: value === 'auto' ? null : Number(value) }) }) : nothing}`}
      ${colormapChoice(own ? ownColours : colours, (name) => set(own ? { ownColours: name } : { colours: name }))}
      ${action(playing ? 'debug-pause' : 'play', playing ? 'Pause' : 'Play', () => set((now) => ({ playing: now['playing'] !== true })))}
      ${action('debug-step-over', 'Next place', () => set((now) => ({ ...after(drawing.picture, now), playing: false })), { iconOnly: true })}`;
  },
  exports: ({ picture: { convolved, info }, selection }) => {
    const { colours } = settings(selection.options);
    if (!convolved) return [];
    const { output, kernel, geometry, channels } = convolved;
    const name = fileName(info.image, convolved.layer, 'filter', String(convolved.filter));
    return [
      png('Output', name, () => ({ height: output.height, width: output.width, rgba: paint(output.values, scaleOf(output.values, colours), colours) })),
      npy('Output', name, output.values, [output.height, output.width]),
      npy('Kernel', `${name}-kernel`, kernel, [...geometry.kernel, channels[1] - channels[0]]),
    ];
  },
  draw(drawing) {
    const { picture, selection, set } = drawing;
    const { convolved } = picture;
    const { mode, playing } = settings(selection.options);
    play(playing, () => set((now) => after(picture, now)));
    const key = (event: KeyboardEvent) => {
      const move = event.target === event.currentTarget ? moves[event.key] : undefined;
      if (!move) return;
      event.preventDefault();
      set((now) => move(settings(now), sizeOf(picture, now)));
    };
    return html`<div class="stage conv" tabindex="0" aria-label="Convolution. Arrows move the window, space plays." @keydown=${key}>${mode === 'own' || convolved === null ? ownKernel(drawing) : ofLayer(drawing, convolved)}</div>`;
  },
});

type Move = (now: ReturnType<typeof settings>, size: { readonly height: number; readonly width: number }) => Options;

const moves: { readonly [key: string]: Move } = {
  ' ': ({ playing }) => ({ playing: !playing }),
  ArrowLeft: ({ column }, { width }) => ({ column: Math.max(0, Math.min(column, width - 1) - 1) }),
  ArrowRight: ({ column }, { width }) => ({ column: Math.min(width - 1, column + 1) }),
  ArrowUp: ({ row }, { height }) => ({ row: Math.max(0, Math.min(row, height - 1) - 1) }),
  ArrowDown: ({ row }, { height }) => ({ row: Math.min(height - 1, row + 1) }),
};

/** How many places the window can have. */
function sizeOf({ convolved, info }: ConvolutionPicture, options: Options): { readonly height: number; readonly width: number } {
  const own = settings(options);
  if (own.mode === 'layer' && convolved) return convolved.output;
  if (!info.original) return { height: 1, width: 1 };
  const [height, width] = ownGeometry(own, info.original).size;
  return { height: Math.max(1, height), width: Math.max(1, width) };
}

/** The place after this one, row by row, from the end to the beginning. */
function after(picture: ConvolutionPicture, options: Options): { row: number; column: number } {
  const { row, column } = settings(options);
  const { height, width } = sizeOf(picture, options);
  return column + 1 < width ? { row, column: column + 1 } : { row: row + 1 < height ? row + 1 : 0, column: 0 };
}

function ofLayer({ picture, selection, set }: Drawing<ConvolutionPicture>, convolved: Convolved): TemplateResult {
  const { row: asked, column: wanted, channel: chosen, colours } = settings(selection.options);
  const { input, output, geometry, inputName, note, layer, filter, type } = convolved;
  const [row, column] = [Math.min(asked, output.height - 1), Math.min(wanted, output.width - 1)];
  const { channel, top, left, text } = made(convolved, row, column, chosen);
  const plane: Raster = { height: input.height, width: input.width, channels: 1, values: channelOf(input.values, channel, input.channels) };
  const image = inputName === null;
  const scale = scaleOf(output.values, colours);
  const inputScale = scaleOf(plane.values, image ? 'gray' : colours);
  const move = (place: { readonly row: number; readonly column: number } | null) => place && set({ row: place.row, column: place.column, playing: false });
  return html`
    <header class="caption-row"><h2>${layer}, filter ${filter}</h2><span>${type}, ${geometry.kernel[0]} × ${geometry.kernel[1]}, stride ${geometry.strides.join(' × ')}${geometry.dilation.some((by) => by > 1) ? `, dilation ${geometry.dilation.join(' × ')}` : ''}${geometry.before.some((zeros) => zeros > 0) ? ', padded' : ''}</span>${legend(colours, scale, 'activation')}</header>
    <div class="conv-row">
      <figure class="third"><div class="stack">${canvas({ label: `Input of ${layer}, channel ${channel}`, size: plane, pixels: () => ({ height: plane.height, width: plane.width, rgba: paint(plane.values, inputScale, image ? 'gray' : colours) }), when: [picture, channel, colours] })}${windowOver(plane, top, left, geometry)}</div>
        <figcaption>${image ? 'Image as the model takes it' : inputName}, channel ${channel} of ${input.channels}: ${input.height} × ${input.width}</figcaption></figure>
      <figure class="third"><div class="stack">${canvas({ label: `Output of ${layer}, filter ${filter}`, size: output, pixels: () => ({ height: output.height, width: output.width, rgba: paint(output.values, scale, colours) }), when: [picture, colours], point: move, className: 'pointed' })}${placeOver(output, row, column)}</div>
        <figcaption>Output: ${output.height} × ${output.width}; row ${row}, column ${column}. Point at a value to see how it was made.</figcaption></figure>
    </div>
    ${text}
    ${note === null ? nothing : html`<p class="quiet">${note}</p>`}`;
}
