import type { CamPicture, CamRequest } from '../../visualizations/cam/contract.js';
import { paint } from '../../visualizations/colormaps.js';
import { enlarge } from '../../visualizations/sheet.js';
import { colormapNames, overlay, writeNpy, writePng, zoomOf } from '../pictures.js';
import { figure } from '../report/progress.js';
import { fileName, imageName, imageOptions, imagesFrom, outFrom, subjectOf, weightOptions, weightsFrom } from '../subject.js';
import { UsageError, defineVerb, oneOf, wholeNumber } from '../verb.js';
import { visualize } from '../visualize.js';

export default defineVerb({
  summary: 'Where in an image a class was found: the map over the image and alone (PNG), and as numbers (.npy).',
  operands: { usage: 'RUN-or-MODEL', least: 1, most: 1 },
  options: {
    ...imageOptions,
    ...weightOptions,
    method: { type: 'string', multiple: true, value: 'NAME', help: 'Method, e.g. grad-cam (default), hires-cam; may be given several times.' },
    target: { type: 'string', value: 'N', help: 'Class to explain, counted from 0 (default: the predicted one).' },
    score: { type: 'string', value: 'WHAT', help: 'What is explained: logit (default) or probability.' },
    colormap: { type: 'string', value: 'NAME', help: `${colormapNames.join(', ')} (default viridis).` },
    opacity: { type: 'string', value: 'X', help: 'Opacity of the map over the image, 0 to 1 (default 0.5).' },
  },
  async run({ values, operands, terminal, engine }) {
    const weights = weightsFrom(operands[0]!, values);
    const images = imagesFrom(values, weights);
    const out = outFrom(values.out, weights);
    const colormap = oneOf('colormap', values.colormap, colormapNames) ?? 'viridis';
    const score = oneOf('score', values.score, ['logit', 'probability']);
    const opacity = opacityFrom(values.opacity);
    const pictures = [];
    for (const image of images) {
      for (const layer of values.layer.length > 0 ? values.layer : [null]) {
        for (const method of values.method.length > 0 ? values.method : ['grad-cam']) {
          const request: CamRequest = { subject: subjectOf(weights, image, values), method, layer, target: wholeNumber('target', values.target) ?? null, ...(score === undefined ? {} : { score }) };
          const picture = await visualize<CamPicture>(engine, terminal, 'cam', request);
          const base = `${imageName(image)}-${fileName(picture.layer)}-${picture.method}`;
          const { map, info } = picture;
          const alone = enlarge({ width: map.width, height: map.height, rgba: paint(map.values, { low: 0, high: 1 }, colormap) }, zoomOf(map.height, map.width));
          const files = {
            ...(info.original === null ? {} : { overlay: await writePng(out, `${base}-overlay`, overlay(info.original, map, colormap, opacity)) }),
            png: await writePng(out, base, alone),
            npy: writeNpy(out, base, map.values, [map.height, map.width]),
          };
          if (!values.json) terminal.out(`${Object.values(files).join('\n')}\n`);
          const name = info.classNames[picture.target] ?? `class ${picture.target}`;
          const sure = picture.probabilities[picture.target]!;
          terminal.err(`${info.image ?? 'image'}: ${name}, ${picture.activation === 'none' ? 'output' : 'probability'} ${figure(sure)}; ${method} at ${picture.layer}. ${picture.reason}${picture.peak === 0 ? ' Nothing in the image speaks for this class.' : ''}\n`);
          pictures.push({ image: info.image, method, layer: picture.layer, reason: picture.reason, target: picture.target, name, probabilities: [...picture.probabilities], peak: picture.peak, ...files });
        }
      }
    }
    if (values.json) terminal.out(`${JSON.stringify({ pictures })}\n`);
    return 0;
  },
});

function opacityFrom(text: string | undefined): number {
  if (text === undefined) return 0.5;
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new UsageError(`The option --opacity needs a number from 0 to 1; "${text}" was given.`);
  return value;
}
