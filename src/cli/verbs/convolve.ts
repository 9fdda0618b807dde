import { basename, extname, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { UserError } from '../../core/protocol/failure.js';
import { paint, scaleOf } from '../../visualizations/colormaps.js';
import { slide } from '../../visualizations/convolution/arithmetic.js';
import { slideByFourier } from '../../visualizations/convolution/fourier.js';
import { kernelFrom, kernels, type KernelName } from '../../visualizations/convolution/kernels.js';
import { ownGeometry } from '../../visualizations/convolution/settings.js';
import { enlarge } from '../../visualizations/sheet.js';
import { colormapNames, readGray, writeNpy, writePng, zoomOf } from '../pictures.js';
import { figure } from '../report/progress.js';
import { UsageError, defineVerb, oneOf, wholeNumber } from '../verb.js';

export default defineVerb({
  summary: 'Slides one kernel over an image in gray (0 to 1), as a Conv2D layer does: the result as a picture (PNG) and as numbers (.npy), checked against the product of Fourier transforms.',
  operands: { usage: 'IMAGE', least: 1, most: Infinity },
  options: {
    kernel: { type: 'string', value: 'NAME|ROWS', help: `${Object.keys(kernels).join(', ')}, or rows of numbers such as "0,1,0; 1,-4,1; 0,1,0" (default sobel-x).` },
    padding: { type: 'string', value: 'P', help: 'valid (default) or same.' },
    stride: { type: 'string', value: 'N', help: 'Steps of the kernel (default 1).' },
    dilation: { type: 'string', value: 'N', help: 'Distance of the kernel\'s numbers (default 1).' },
    colormap: { type: 'string', value: 'NAME', help: `${colormapNames.join(', ')} (default diverging for kernels with numbers below zero, else gray).` },
    out: { type: 'string', value: 'DIR', help: 'Where the pictures go (default: here).' },
    json: { type: 'boolean', help: 'Print what was made as JSON.' },
  },
  async run({ values, operands, terminal }) {
    const { name, rows } = kernelOf(values.kernel ?? 'sobel-x');
    const [padding, stride, dilation] = [oneOf('padding', values.padding, ['valid', 'same']) ?? 'valid', wholeNumber('stride', values.stride, 1) ?? 1, wholeNumber('dilation', values.dilation, 1) ?? 1];
    const colormap = oneOf('colormap', values.colormap, colormapNames) ?? (rows.flat().some((value) => value < 0) ? 'diverging' : 'gray');
    const out = resolve(values.out ?? '.');
    const pictures = [];
    for (const path of operands) {
      if (!existsSync(path)) throw new UserError(`${path} does not exist; expected a PNG or JPEG file.`);
      const gray = await readGray(path);
      const { geometry, size } = ownGeometry({ rows, padding, stride, dilation }, gray);
      if (size.includes(0)) throw new UserError(`The kernel of ${rows.length} × ${rows[0]!.length}${dilation > 1 ? ` with dilation ${dilation}` : ''} does not fit into ${path} (${gray.height} × ${gray.width}). Use --padding same or a smaller kernel.`);
      const made = slide(gray, rows.flat(), geometry, size);
      const plain = padding === 'valid' && stride === 1 && dilation === 1;
      const fourier = plain ? slideByFourier(gray, rows.flat(), geometry.kernel).values : null;
      const difference = fourier && made.values.reduce((most, value, at) => Math.max(most, Math.abs(value - fourier[at]!)), 0);
      const base = `${basename(path, extname(path))}-${name}`;
      const png = await writePng(out, base, enlarge({ width: made.width, height: made.height, rgba: paint(made.values, scaleOf(made.values, colormap), colormap) }, zoomOf(made.height, made.width)));
      const npy = writeNpy(out, base, made.values, [made.height, made.width]);
      if (!values.json) terminal.out(`${png}\n${npy}\n`);
      terminal.err(`${basename(path)}: ${gray.height} × ${gray.width} became ${made.height} × ${made.width}${difference === null ? '' : `; largest difference from the product of Fourier transforms ${figure(difference)}`}\n`);
      pictures.push({ image: path, kernel: rows, height: made.height, width: made.width, fourierDifference: difference, png, npy });
    }
    if (values.json) terminal.out(`${JSON.stringify({ pictures })}\n`);
    return 0;
  },
});

function kernelOf(text: string): { readonly name: string; readonly rows: readonly (readonly number[])[] } {
  if (Object.hasOwn(kernels, text)) return { name: text, rows: kernels[text as KernelName].rows };
  const rows = kernelFrom(text);
  if (rows === null) throw new UsageError(`The option --kernel needs ${Object.keys(kernels).join(', ')} or rows of numbers of one length such as "0,1,0; 1,-4,1; 0,1,0"; "${text}" was given.`);
  return { name: 'kernel', rows };
}
