/** Pictures as files. */
import { csvText, type Cell } from '../../core/csv.js';
import { encodeNpy } from '../npy.js';
import { layoutSheet, type Pixels } from '../sheet.js';
import type { Export } from '../view.js';

/** A part of a file's name: letters, digits, dots and dashes. */
export const fileName = (...parts: (string | null)[]): string => parts.filter(Boolean).join('-').replace(/[^\w.]+/g, '-').replace(/^-|-$/g, '');

export const png = (label: string, name: string, pixels: () => Pixels): Export => ({ label: `${label} (PNG)`, name: `${name}.png`, bytes: () => encodePng(pixels()) });

export const npy = (label: string, name: string, values: Float32Array, shape: readonly number[]): Export => ({ label: `${label} (.npy)`, name: `${name}.npy`, bytes: () => encodeNpy(values, shape) });

/** Rows as comma-separated values, the first of them the names. Numbers are written in full. */
export const csv = (label: string, name: string, rows: () => readonly (readonly Cell[])[]): Export => ({ label: `${label} (CSV)`, name: `${name}.csv`, bytes: () => new TextEncoder().encode(csvText(rows())) });

/** Pictures of about one size with lines of text under each, on white as for printing. */
export function captionedSheet(label: string, name: string, pictures: () => readonly { readonly pixels: Pixels; readonly lines: readonly string[] }[]): Export {
  const [gap, line] = [8, 12];
  return {
    label: `${label} (PNG)`,
    name: `${name}.png`,
    bytes() {
      const items = pictures();
      const [across, high, lines] = [items.map(({ pixels }) => pixels.width), items.map(({ pixels }) => pixels.height), items.map((item) => item.lines.length)].map((sizes) => Math.max(1, ...sizes)) as [number, number, number];
      const tile = { width: across, height: high + lines * line };
      const { columns, width, height } = layoutSheet(items.length, tile, gap);
      const canvas = new OffscreenCanvas(width + 2 * gap, height + 2 * gap);
      const context = canvas.getContext('2d');
      if (context) {
        Object.assign(context, { fillStyle: '#fff', font: '9px sans-serif', textAlign: 'center', textBaseline: 'top' });
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.fillStyle = '#000';
        for (const [i, { pixels, lines: text }] of items.entries()) {
          const [left, top] = [gap + (i % columns) * (tile.width + gap), gap + Math.floor(i / columns) * (tile.height + gap)];
          context.putImageData(imageData(pixels), left + Math.floor((across - pixels.width) / 2), top);
          for (const [row, words] of text.entries()) context.fillText(cut(words, across, context), left + across / 2, top + high + 2 + row * line);
        }
      }
      return pngOf(canvas);
    },
  };
}

/** A text that fits into a width; what is left out at its start is shown by dots, because names differ at their ends. */
function cut(text: string, width: number, context: OffscreenCanvasRenderingContext2D): string {
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > width) shown = `…${shown.slice(shown.startsWith('…') ? 2 : 1)}`;
  return shown;
}

const imageData = ({ width, height, rgba }: Pixels): ImageData => new ImageData(new Uint8ClampedArray(rgba), width, height);

const pngOf = async (canvas: OffscreenCanvas): Promise<Uint8Array> => new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());

async function encodePng(pixels: Pixels): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  canvas.getContext('2d')?.putImageData(imageData(pixels), 0, 0);
  return pngOf(canvas);
}
