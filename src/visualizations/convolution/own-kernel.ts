import { html, type TemplateResult } from 'lit';
import { paint, scaleOf } from '../colormaps.js';
import { canvas } from '../elements/canvas.js';
import { choice, legend } from '../elements/controls.js';
import { formatValue } from '../elements/numbers.js';
import type { Raster } from '../picture.js';
import type { Drawing } from '../view.js';
import { slide } from './arithmetic.js';
import type { ConvolutionPicture } from './contract.js';
import { slideByFourier } from './fourier.js';
import { grayOf } from './gray.js';
import { kernels } from './kernels.js';
import { made } from './made.js';
import { ownGeometry, settings } from './settings.js';
import { numberGrid, placeOver, windowOver } from './tables.js';

const sides = [1, 3, 5, 7];

export function ownControls({ selection, set }: Drawing<ConvolutionPicture>): TemplateResult {
  const { kernelName, rows, padding, stride, dilation } = settings(selection.options);
  const numbers = (values: readonly number[]) => values.map((value) => ({ value: String(value), label: String(value) }));
  return html`
    ${choice({ label: 'Kernel', value: kernelName ?? 'own', choices: [...Object.entries(kernels).map(([value, { title }]) => ({ value, label: title })), ...(kernelName === null ? [{ value: 'own', label: 'changed by you' }] : [])], change: (value) => value !== 'own' && set({ kernel: value }) })}
    ${choice({ label: 'Kernel size', value: String(rows.length), choices: numbers([...new Set([...sides, rows.length])].sort((a, b) => a - b)), change: (side) => set({ kernel: written(resized(rows, Number(side))) }) })}
    ${choice({ label: 'Padding', value: padding, choices: [{ value: 'valid', label: 'valid' }, { value: 'same', label: 'same' }], change: (value) => set({ padding: value, row: 0, column: 0 }) })}
    ${choice({ label: 'Stride', value: String(stride), choices: numbers([1, 2, 3, 4]), change: (value) => set({ stride: Number(value), row: 0, column: 0 }) })}
    ${choice({ label: 'Dilation', value: String(dilation), choices: numbers([1, 2, 3, 4]), change: (value) => set({ dilation: Number(value), row: 0, column: 0 }) })}`;
}

const written = (rows: readonly (readonly number[])[]): string => rows.map((row) => row.join(',')).join(';');

/** The same numbers around the middle of a larger or smaller square. */
function resized(rows: readonly (readonly number[])[], side: number): number[][] {
  const by = Math.floor((side - rows.length) / 2);
  return Array.from({ length: side }, (_, y) => Array.from({ length: side }, (_value, x) => rows[y - by]?.[x - by] ?? 0));
}

/** A kernel of the user's own over the gray image, and the same by the product of Fourier transforms. */
export function ownKernel({ picture, selection, set }: Drawing<ConvolutionPicture>): TemplateResult {
  const { rows, row: asked, column: wanted, ownColours: shown, padding, stride, dilation, kernelName } = settings(selection.options);
  const { original } = picture.info;
  if (!original) return html`<p class="note">Choose an image to slide a kernel over.</p>`;
  const { gray, output, difference, geometry } = slid(original, rows, { padding, stride, dilation });
  if (output.values.length === 0) return html`<p class="note">The kernel reaches over ${(rows.length - 1) * dilation + 1} pixels and does not fit into the image of ${gray.height} × ${gray.width}. Choose a smaller kernel or dilation, or padding "same".</p>`;
  const [row, column] = [Math.min(asked, output.height - 1), Math.min(wanted, output.width - 1)];
  const flat = rows.flat();
  const { top, left, text } = made({ layer: '', type: '', filter: 0, filters: 1, input: gray, inputName: null, channels: [0, 1], kernel: Float32Array.from(flat), bias: null, activation: 'linear', output, geometry, note: null }, row, column, 0);
  const scale = scaleOf(output.values, shown);
  const edit = (at: number, value: number) => set((now) => ({ kernel: written(settings(now).rows.map((values, y) => values.map((old, x) => (y * values.length + x === at ? value : old)))) }));
  const move = (place: { readonly row: number; readonly column: number } | null) => place && set({ row: place.row, column: place.column, playing: false });
  const picturesOf = (raster: Raster, how: 'gray' | 'output') => () => ({ height: raster.height, width: raster.width, rgba: how === 'gray' ? paint(raster.values, { low: 0, high: 1 }, 'gray') : paint(raster.values, scale, shown) });
  return html`
    <header class="caption-row"><h2>${kernelName === null ? 'Your kernel' : kernels[kernelName].title}</h2><span>over the image in gray, 0 to 1</span>${legend(shown, scale, 'sum')}</header>
    <div class="conv-row own">
      <figure class="third"><div class="stack">${canvas({ label: `Image ${picture.info.image ?? ''} in gray`, size: gray, pixels: picturesOf(gray, 'gray'), when: [original] })}${windowOver(gray, top, left, geometry)}</div><figcaption>Image: ${gray.height} × ${gray.width}</figcaption></figure>
      ${numberGrid({ title: 'Kernel: change its numbers', columns: rows[0]?.length ?? 1, values: flat, reach: Math.max(...flat.map(Math.abs)), edit })}
      <figure class="third"><div class="stack">${canvas({ label: 'Output', size: output, pixels: picturesOf(output, 'output'), when: [output, shown], point: move, className: 'pointed' })}${placeOver(output, row, column)}</div><figcaption>Output: ${output.height} × ${output.width}; row ${row}, column ${column}: ${formatValue(output.values[row * output.width + column] ?? NaN)}</figcaption></figure>
    </div>
    ${text}
    <p class="quiet">${difference === null ? 'With padding "valid", stride 1 and dilation 1 the output is compared with the product of Fourier transforms here.' : html`By the product of Fourier transforms: largest difference ${formatValue(difference)}${difference < 1e-5 ? ', the same but for rounding' : ''}. A layer slides its kernel without turning it (cross-correlation), so the kernel is turned by half a turn before its transform.`}</p>`;
}

interface Slid {
  readonly gray: Raster;
  readonly output: Raster;
  readonly geometry: ReturnType<typeof ownGeometry>['geometry'];
  readonly difference: number | null;
}

let last: { readonly key: string; readonly original: Raster; readonly result: Slid } | undefined;

/** Kept until kernel or image change: a moving window must not convolve anew. */
function slid(original: Raster, rows: readonly (readonly number[])[], how: Pick<ReturnType<typeof settings>, 'padding' | 'stride' | 'dilation'>): Slid {
  const key = JSON.stringify([rows, how]);
  if (last?.key === key && last.original === original) return last.result;
  const gray = grayOf(original);
  const { geometry, size } = ownGeometry({ rows, ...how }, gray);
  const output = slide(gray, rows.flat(), geometry, size);
  const plain = how.padding === 'valid' && how.stride === 1 && how.dilation === 1 && output.values.length > 0;
  const fourier = plain ? slideByFourier(gray, rows.flat(), geometry.kernel) : null;
  const difference = fourier && output.values.reduce((most, value, at) => Math.max(most, Math.abs(value - fourier.values[at]!)), 0);
  last = { key, original, result: { gray, output, geometry, difference } };
  return last.result;
}
