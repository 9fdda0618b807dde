import type { CamPicture, CamRequest } from '../../visualizations/cam/contract.js';
import { paint } from '../../visualizations/colormaps.js';
import { randomizationVerdict } from '../../visualizations/cam/labels.js';
import { enlarge, makeSheet, type Pixels } from '../../visualizations/sheet.js';
import { colormapNames, overlay, writeNpy, writePng, zoomOf } from '../pictures.js';
import { figure } from '../report/progress.js';
import { fileName, imageName, imageOptions, imagesFrom, outFrom, subjectOf, weightOptions, weightsFrom } from '../subject.js';
import { defineVerb, numberFrom, oneOf, wholeNumber } from '../verb.js';
import { visualize } from '../visualize.js';

export default defineVerb({
  summary: 'Where in an image a class was found: the map over the image and alone (PNG), and as numbers (.npy).',
  operands: { usage: 'RUN-or-MODEL', least: 1, most: 1 },
  options: {
    ...imageOptions,
    ...weightOptions,
    method: { type: 'string', multiple: true, value: 'NAME', help: 'Method, e.g. grad-cam (default), score-cam, saliency, or all; may be given several times.' },
    target: { type: 'string', value: 'N', help: 'Class to explain, counted from 0 (default: the predicted one).' },
    samples: { type: 'string', value: 'N', help: 'Images that SmoothGrad and integrated gradients look at (default 50).' },
    trust: { type: 'boolean', help: 'Also measure how far to trust each map: deletion, insertion, average drop, random weights.' },
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
    const opacity = numberFrom('opacity', values.opacity, 0, 1) ?? 0.5;
    const samples = wholeNumber('samples', values.samples, 1);
    const pictures = [];
    const sheets = new ContactSheets(out);
    const toldOf = (paths: readonly string[]): void => void (values.json || paths.length === 0 || terminal.out(`${paths.join('\n')}\n`));
    for (const image of images) {
      for (const layer of values.layer.length > 0 ? values.layer : [null]) {
        for (const method of values.method.length > 0 ? values.method : ['grad-cam']) {
          const request: CamRequest = {
            subject: subjectOf(weights, image, values),
            method: method === 'all' ? 'grad-cam' : method,
            layer,
            target: wholeNumber('target', values.target) ?? null,
            ...(score === undefined ? {} : { score }),
            ...(samples === undefined ? {} : { samples }),
            ...(method === 'all' ? { also: 'methods' } : values.trust ? { also: 'trust' } : {}),
          };
          const picture = await visualize<CamPicture>(engine, terminal, 'cam', request, ({ others, note }) => terminal.live && terminal.err(`\r${method === 'all' ? `${others.length + 1} methods done` : (note ?? '')}\u001b[K`));
          if (terminal.live) terminal.err('\r\u001b[K');
          const { info, trust } = picture;
          for (const found of [picture, ...picture.others]) {
            const { map, signed } = found;
            const at = picture.methods.find(({ id }) => id === found.method)?.at === 'image' ? 'image' : picture.layer;
            const base = `${imageName(image)}-${fileName(at)}-${found.method}`;
            const alone = enlarge({ width: map.width, height: map.height, rgba: paint(map.values, { low: signed ? -1 : 0, high: 1 }, colormap) }, zoomOf(map.height, map.width));
            const over = info.original === null ? null : overlay(info.original, map, colormap, opacity, signed);
            if (over && images.length > 1) toldOf(await sheets.add(`${fileName(at)}-${found.method}`, over));
            const files = {
              ...(over === null ? {} : { overlay: await writePng(out, `${base}-overlay`, over) }),
              png: await writePng(out, base, alone),
              npy: writeNpy(out, base, map.values, [map.height, map.width]),
            };
            if (!values.json) terminal.out(`${Object.values(files).join('\n')}\n`);
            const name = info.classNames[picture.target] ?? `class ${picture.target}`;
            const sure = picture.probabilities[picture.target]!;
            terminal.err(`${info.image ?? 'image'}: ${name}, ${picture.activation === 'none' ? 'output' : 'probability'} ${figure(sure)}; ${found.method} at ${at === 'image' ? 'the image' : `${picture.layer}. ${picture.reason}`}${found.note === null ? '' : ` ${found.note}`}${found.peak === 0 ? ' Nothing in the image speaks for this class.' : ''}\n`);
            const trusted = trust === null || found !== picture ? {} : { trust };
            if (trust !== null) terminal.err(`deletion area ${figure(trust.deletion.area)}, insertion area ${figure(trust.insertion.area)}, drop ${trust.drop === null ? 'none (nothing to lose)' : figure(trust.drop)}. ${trust.skipped ?? randomizationVerdict(trust.randomization)}\n`);
            pictures.push({ image: info.image, method: found.method, layer: picture.layer, reason: picture.reason, target: picture.target, name, probabilities: [...picture.probabilities], peak: found.peak, signed, note: found.note, ...trusted, ...files });
          }
        }
      }
    }
    toldOf(await sheets.finish());
    if (values.json) terminal.out(`${JSON.stringify({ pictures, sheets: sheets.written })}\n`);
    return 0;
  },
});

/** Overlays on one contact sheet: more of them would be too large a file to look at, and to hold. */
const mostTiles = 100;

/** Contact sheets by layer and method; each is written when it is full, so that a folder of any size takes no more memory. */
class ContactSheets {
  readonly written: string[] = [];
  private readonly waiting = new Map<string, Pixels[]>();
  private readonly pages = new Map<string, number>();

  constructor(private readonly folder: string) {}

  /** The paths of what was written. */
  async add(name: string, tile: Pixels): Promise<string[]> {
    const tiles = this.waiting.get(name) ?? [];
    tiles.push(tile);
    this.waiting.set(name, tiles);
    return tiles.length < mostTiles ? [] : [await this.write(name, tiles)];
  }

  async finish(): Promise<string[]> {
    const paths: string[] = [];
    for (const [name, tiles] of this.waiting) paths.push(await this.write(name, tiles));
    return paths;
  }

  private async write(name: string, tiles: readonly Pixels[]): Promise<string> {
    const page = (this.pages.get(name) ?? 0) + 1;
    this.pages.set(name, page);
    this.waiting.delete(name);
    const path = await writePng(this.folder, `sheet-${name}${page === 1 ? '' : `-${page}`}`, makeSheet(tiles, 4));
    this.written.push(path);
    return path;
  }
}
