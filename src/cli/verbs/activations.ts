import { makeSheet, enlarge } from '../../visualizations/sheet.js';
import { paint, scaleOf } from '../../visualizations/colormaps.js';
import type { ActivationsPicture, ActivationsRequest } from '../../visualizations/activations/contract.js';
import { colormapNames, writeNpy, writePng, zoomOf } from '../pictures.js';
import { fileName, imageName, imageOptions, imagesFrom, outFrom, subjectOf, weightOptions, weightsFrom } from '../subject.js';
import { defineVerb, oneOf } from '../verb.js';
import { visualize } from '../visualize.js';

export default defineVerb({
  summary: 'Every channel of a layer for an image, as a sheet (PNG) and as numbers (.npy: height, width, channels).',
  operands: { usage: 'RUN-or-MODEL', least: 1, most: 1 },
  options: {
    ...imageOptions,
    ...weightOptions,
    all: { type: 'boolean', help: 'All layers.' },
    colormap: { type: 'string', value: 'NAME', help: `${colormapNames.join(', ')} (default viridis).` },
    scale: { type: 'string', value: 'HOW', help: 'channel: each channel its own scale (default); shared: one for the layer.' },
  },
  async run({ values, operands, terminal, engine }) {
    const weights = weightsFrom(operands[0]!, values);
    const images = imagesFrom(values, weights);
    const colormap = oneOf('colormap', values.colormap, colormapNames) ?? 'viridis';
    const shared = oneOf('scale', values.scale, ['channel', 'shared']) === 'shared';
    const out = outFrom(values.out, weights);
    const pictures = [];
    for (const image of images) {
      const ask = (layer: string | null): Promise<ActivationsPicture> => {
        const request: ActivationsRequest = { subject: subjectOf(weights, image, values), layer };
        return visualize(engine, terminal, 'activations', request);
      };
      const first = await ask(values.layer[0] ?? null);
      const names = values.all ? first.layers.map(({ name }) => name) : values.layer.length > 0 ? values.layer : [first.layer];
      for (const name of names) {
        const picture = name === first.layer || name === values.layer[0] ? first : await ask(name);
        const base = `${imageName(image)}-${fileName(picture.layer)}-activations`;
        const png = await writePng(out, base, sheetOf(picture, colormap, shared));
        const npy = writeNpy(out, base, picture.values, [picture.height, picture.width, picture.channels.length]);
        const dead = picture.channels.filter((channel) => channel.dead).length;
        if (!values.json) terminal.out(`${png}\n${npy}\n`);
        terminal.err(`${picture.layer}: ${picture.channels.length} channels of ${picture.height} x ${picture.width}, ${dead} dead (${picture.info.image ?? 'no image'}, ${picture.info.weights})\n`);
        pictures.push({ image: picture.info.image, layer: picture.layer, height: picture.height, width: picture.width, channels: picture.channels, png, npy });
      }
    }
    if (values.json) terminal.out(`${JSON.stringify({ pictures })}\n`);
    return 0;
  },
});

function sheetOf({ values, height, width, channels }: ActivationsPicture, colormap: (typeof colormapNames)[number], shared: boolean): ReturnType<typeof makeSheet> {
  const zoom = zoomOf(height, width);
  const whole = shared ? scaleOf(values, colormap) : null;
  const tiles = channels.map((_, c) => {
    const channel = Float32Array.from({ length: height * width }, (_, i) => values[i * channels.length + c]!);
    return enlarge({ width, height, rgba: paint(channel, whole ?? scaleOf(channel, colormap), colormap) }, zoom);
  });
  return makeSheet(tiles, 2);
}
