import { paintImage } from '../../visualizations/colormaps.js';
import type { FiltersPicture, FiltersRequest } from '../../visualizations/filters/contract.js';
import { enlarge, makeSheet } from '../../visualizations/sheet.js';
import { writeNpy, writePng, zoomOf } from '../pictures.js';
import { fileName, outFrom, sizeFrom, subjectOf, weightOptions, weightsFrom } from '../subject.js';
import type { AscentOptions } from '../../visualizations/filters/options.js';
import { UsageError, defineVerb, oneOf, numberFrom, wholeNumber } from '../verb.js';
import { visualize } from '../visualize.js';

export default defineVerb({
  summary: 'The pattern that each filter of a layer looks for, by gradient ascent, as a sheet (PNG) and as numbers (.npy: filter, height, width, channels).',
  operands: { usage: 'RUN-or-MODEL', least: 1, most: 1 },
  options: {
    ...weightOptions,
    filters: { type: 'string', value: 'LIST', help: 'Which filters, e.g. 0,3,8-15 (default all).' },
    steps: { type: 'string', value: 'N', help: 'Steps of gradient ascent (default 40).' },
    method: { type: 'string', value: 'NAME', help: 'pixels (default: the lecture\'s ascent) or fourier (in the spectrum, colours decorrelated).' },
    negative: { type: 'boolean', help: 'What the filters respond to least.' },
    jitter: { type: 'string', value: 'N', help: 'Pixels by which the image is moved about before each step (default 0).' },
    blur: { type: 'string', value: 'X', help: 'Pixels by which the image is smoothed after every fourth step (default 0).' },
    variation: { type: 'string', value: 'X', help: 'Weight of the total variation taken from the objective, e.g. 0.001 (default 0).' },
    diversity: { type: 'string', value: 'X', help: 'Weight of the likeness among the patterns of one filter, e.g. 0.05 (default 0).' },
    variants: { type: 'string', value: 'N', help: 'Patterns of each filter (default 1).' },
    'step-size': { type: 'string', value: 'X', help: 'Length of a step (default 1).' },
  },
  async run({ values, operands, terminal, engine }) {
    const weights = weightsFrom(operands[0]!, values);
    const out = outFrom(values.out, weights);
    const size = sizeFrom(values.size);
    const pictures = [];
    for (const layer of values.layer.length > 0 ? values.layer : [null]) {
      const request: FiltersRequest = {
        subject: subjectOf(weights, null, values),
        layer,
        filters: values.filters === undefined ? null : filtersFrom(values.filters),
        steps: wholeNumber('steps', values.steps) ?? 40,
        stepSize: numberFrom('step-size', values['step-size']) ?? 1,
        options: ascentFrom(values),
        variants: wholeNumber('variants', values.variants, 1) ?? 1,
        seed: wholeNumber('seed', values.seed) ?? 1,
        ...(size === undefined ? {} : { size }),
      };
      const done = new Set<number>();
      const picture = await visualize<FiltersPicture>(engine, terminal, 'filters', request, (partial) => {
        for (const { filter, objective } of partial.patterns) if (objective.length > request.steps) done.add(filter);
        if (terminal.live) terminal.err(`\r${partial.layer}: ${done.size} of ${request.filters?.length ?? partial.total} patterns, step ${Math.max(0, (partial.patterns[0]?.objective.length ?? 1) - 1)} of ${request.steps}\u001b[K`);
      });
      if (terminal.live) terminal.err('\r\u001b[K');
      const { height, width, channels, patterns } = picture;
      const base = `${fileName(picture.layer)}-filters`;
      const tiles = patterns.map((pattern) => enlarge({ width, height, rgba: paintImage({ height, width, channels, values: pattern.values }, 1) }, zoomOf(height, width)));
      const png = await writePng(out, base, makeSheet(tiles, 2));
      const all = new Float32Array(patterns.length * height * width * channels);
      patterns.forEach((pattern, i) => all.set(pattern.values, i * height * width * channels));
      const npy = writeNpy(out, base, all, [patterns.length, height, width, channels]);
      if (!values.json) terminal.out(`${png}\n${npy}\n`);
      const silent = patterns.filter((pattern) => pattern.silent).length;
      const noise = silent === 0 ? '' : `; ${silent} gave 0 to the gray start, so that nothing formed (another --seed may wake some)`;
      terminal.err(`${picture.layer}: ${new Set(patterns.map(({ filter }) => filter)).size} of ${picture.total} filters (${picture.info.weights})${noise}\n`);
      pictures.push({ layer: picture.layer, height, width, channels, filters: patterns.map(({ filter, variant, objective, silent: isSilent = false }) => ({ filter, variant, objective, silent: isSilent })), png, npy });
    }
    if (values.json) terminal.out(`${JSON.stringify({ pictures })}\n`);
    return 0;
  },
});

/** `0,3,8-15` as numbers, each once. */
function filtersFrom(list: string): readonly number[] {
  const numbers = list.split(',').flatMap((part) => {
    const match = /^\s*(\d{1,6})(?:-(\d{1,6}))?\s*$/.exec(part);
    const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (match === null || to < from) throw new UsageError(`The option --filters needs numbers and ranges such as 0,3,8-15; "${part}" was given.`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  return [...new Set(numbers)];
}

function ascentFrom({ method, negative, jitter, blur, variation, diversity }: { readonly method: string | undefined; readonly negative: boolean; readonly jitter: string | undefined; readonly blur: string | undefined; readonly variation: string | undefined; readonly diversity: string | undefined }): AscentOptions {
  return {
    parametrization: oneOf('method', method, ['pixels', 'fourier']) ?? 'pixels',
    negative,
    jitter: wholeNumber('jitter', jitter) ?? 0,
    blur: numberFrom('blur', blur) ?? 0,
    variation: numberFrom('variation', variation) ?? 0,
    diversity: numberFrom('diversity', diversity) ?? 0,
  };
}
