import { html, nothing, svg, type TemplateResult } from 'lit';
import { paintImage } from '../colormaps.js';
import { canvas } from '../elements/canvas.js';
import { choice, facts } from '../elements/controls.js';
import { large, neighbours } from '../elements/large.js';
import { linePath } from '../elements/lines.js';
import { formatValue } from '../elements/numbers.js';
import { tiles, type Tile } from '../elements/tiles.js';
import { toggle } from '../elements/toggle.js';
import { csv, fileName, npy, png } from '../elements/exports.js';
import { makeSheet } from '../sheet.js';
import { definePicture, type Drawing, type Options } from '../view.js';
import type { FiltersPicture, FiltersRequest, Pattern } from './contract.js';
import { kernelsView } from './kernels-view.js';
import type { AscentOptions } from './options.js';
import { isSilent, mergePatterns, patternCount, patternLabel } from './labels.js';

const settings = ({ steps, seed, open, show, jitter, blur, smooth, negative, diverse }: Options) => ({
  steps: typeof steps === 'number' ? steps : 40,
  seed: typeof seed === 'number' ? seed : 1,
  open: typeof open === 'number' ? open : null,
  show: show === 'kernels' || show === 'fourier' ? show : ('pixels' as const),
  jitter: jitter === true,
  blur: blur === true,
  smooth: smooth === true,
  negative: negative === true,
  diverse: diverse === true,
});

/** What the check boxes stand for. */
const strengths = { jitter: 4, blur: 0.6, variation: 0.001, diversity: 0.05, variants: 4 };

function optionsOf({ jitter, blur, smooth, negative, diverse, show, open }: ReturnType<typeof settings>): Pick<FiltersRequest, 'options' | 'variants'> {
  const options: AscentOptions = {
    ...(jitter ? { jitter: strengths.jitter } : {}),
    ...(blur && show === 'pixels' ? { blur: strengths.blur } : {}),
    ...(smooth ? { variation: strengths.variation } : {}),
    ...(negative ? { negative: true } : {}),
    ...(diverse && open !== null ? { diversity: strengths.diversity } : {}),
    ...(show === 'fourier' ? { parametrization: 'fourier' } : {}),
  };
  return { ...(Object.keys(options).length > 0 ? { options } : {}), ...(diverse && open !== null ? { variants: strengths.variants } : {}) };
}

export default definePicture<FiltersPicture, FiltersRequest>({
  title: 'Filter Patterns',
  promise: 'the input that each filter of a layer responds to most, found by gradient ascent from gray noise',
  needsImage: false,
  options: { steps: 40, seed: 1, show: 'pixels', jitter: false, blur: false, smooth: false, negative: false, diverse: false },
  request: (subject, { layer, options }) => {
    const chosen = settings(options);
    const { steps, seed, show, diverse, open } = chosen;
    // A pattern does not depend on the image, so a change of the image must not compute it anew.
    if (show === 'kernels') return { subject: { ...subject, image: null }, layer, filters: null, steps: 1, stepSize: 1, seed: 1, kernels: true };
    return { subject: { ...subject, image: null }, layer, filters: diverse && open !== null ? [open] : null, steps, stepSize: 1, seed, ...optionsOf(chosen) };
  },
  waiting: ({ options }) => (settings(options).show === 'kernels' ? 'Reading the kernels' : `Gradient ascent, ${settings(options).steps} steps for each filter`),
  merge: mergePatterns,
  layers: ({ layers }) => layers.map(({ name, type, filters }) => ({ name, detail: `${type}, ${filters} filters` })),
  controls: ({ picture, selection, set, chooseLayer }) => {
    const { steps, seed, show, jitter, blur, smooth, negative, diverse, open } = settings(selection.options);
    const ascent = show !== 'kernels';
    const numbers = (values: readonly number[]) => values.map((value) => ({ value: String(value), label: String(value) }));
    return html`
      ${choice({ label: 'Show', value: show, choices: [{ value: 'pixels', label: 'Patterns, as the lecture' }, { value: 'fourier', label: 'Patterns, by spectrum' }, { value: 'kernels', label: 'Kernels' }], change: (value) => set({ show: value, open: null }) })}
      ${choice({ label: 'Layer', value: picture.layer, search: picture.layers.length > 12, choices: picture.layers.map(({ name, filters }) => ({ value: name, label: `${name} (${filters})` })), change: chooseLayer })}
      ${ascent ? html`${choice({ label: 'Steps', value: String(steps), choices: numbers([20, 40, 80, 160, 320]), change: (value) => set({ steps: Number(value), open: null }) })}
      ${choice({ label: 'Start', value: String(seed), choices: numbers([1, 2, 3, 4, 5]).map(({ value }) => ({ value, label: `noise ${value}` })), change: (value) => set({ seed: Number(value) }) })}
      ${toggle('Jitter', jitter, (on) => set({ jitter: on }), `Moves the image by up to ${strengths.jitter} pixels before each step`)}
      ${show === 'pixels' ? toggle('Blur', blur, (on) => set({ blur: on }), `Smooths the image by ${strengths.blur} pixels after every fourth step`) : nothing}
      ${toggle('Smooth', smooth, (on) => set({ smooth: on }), 'Takes the total variation from the objective')}
      ${toggle('Negative', negative, (on) => set({ negative: on }), 'What the filter responds to least')}
      ${open === null ? nothing : toggle('Diverse', diverse, (on) => set({ diverse: on }), `${strengths.variants} patterns of this filter that are kept unlike`)}` : nothing}`;
  },
  exports: ({ picture, selection }) => {
    const { open } = settings(selection.options);
    const { layer, patterns, height, width, channels } = picture;
    const name = fileName(layer, 'patterns');
    const pattern = patterns.find(({ filter }) => filter === open);
    const all = new Float32Array(patterns.length * height * width * channels);
    patterns.forEach(({ values }, at) => all.set(values, at * height * width * channels));
    return [
      png('Sheet', name, () => makeSheet(patterns.map((each) => pixelsOf(each, picture)), 1)),
      ...(pattern ? [png(`Filter ${pattern.filter}`, `${name}-${pattern.filter}`, () => pixelsOf(pattern, picture))] : []),
      npy('Patterns', name, all, [patterns.length, height, width, channels]),
      csv('Mean activations', name, () => [['filter', 'start', 'reached'], ...patterns.map(({ filter, objective }) => [filter, objective[0] ?? NaN, objective.at(-1) ?? NaN])]),
    ];
  },
  draw(drawing) {
    const { open } = settings(drawing.selection.options);
    const { picture } = drawing;
    if (picture.kernels) return html`<div class="stage">${kernelsView(drawing, picture.kernels, open)}</div>`;
    const pattern = picture.patterns.find(({ filter }) => filter === open);
    return html`<div class="stage">${pattern ? single(drawing, pattern) : sheet(drawing)}</div>`;
  },
});

const pixelsOf = (pattern: Pattern, { height, width, channels }: FiltersPicture) => ({ height, width, rgba: paintImage({ height, width, channels, values: pattern.values }, 1) });

function sheet({ picture, done, set }: Drawing<FiltersPicture>): TemplateResult {
  const found = new Map(picture.patterns.filter(({ variant }) => variant === 0).map((pattern) => [pattern.filter, pattern]));
  const items = Array.from({ length: picture.total }, (_, filter): Tile => {
    const pattern = found.get(filter);
    return {
      id: filter,
      label: pattern ? patternLabel(pattern, picture.total) : `filter ${filter} of ${picture.total}, ${done ? 'not computed' : 'still to come'}`,
      caption: !pattern ? String(filter) : isSilent(pattern) ? `${filter} · silent` : `${filter} · ${formatValue(pattern.objective.at(-1) ?? NaN)}`,
      pixels: pattern ? () => pixelsOf(pattern, picture) : null,
      size: picture,
      when: [pattern],
      muted: pattern ? isSilent(pattern) : false,
    };
  });
  return html`<header class="caption-row"><h2>${picture.layer}</h2><span>patterns of ${picture.height} × ${picture.width} × ${picture.channels}</span><span class="count">${patternCount(picture)}</span><span class="quiet">under each: filter · mean activation reached</span></header>
    ${tiles({ label: `Patterns of ${picture.layer}`, tiles: items, size: 96, open: (filter) => set({ open: filter }) })}`;
}

function single({ picture, selection, set }: Drawing<FiltersPicture>, pattern: Pattern): TemplateResult {
  const { negative } = settings(selection.options);
  const variants = picture.patterns.filter(({ filter }) => filter === pattern.filter);
  return large({
    title: `${picture.layer}, filter ${pattern.filter}`,
    close: () => set({ open: null }),
    ...neighbours(picture.patterns.filter(({ variant }) => variant === 0).map(({ filter }) => filter).sort((a, b) => a - b), pattern.filter, set),
    picture: html`<div class="big ${variants.length > 1 ? 'several' : ''}">${variants.map((each) => canvas({ label: patternLabel(each, picture.total), size: picture, pixels: () => pixelsOf(each, picture), when: [each] }))}<p class="under">Values scaled to the middle of the colour range, as the lecture shows them; no unit.</p></div>`,
    side: html`${facts([['At the start', formatValue(pattern.objective[0] ?? NaN)], [negative ? 'Reached, going down' : 'Reached', variants.map(({ objective }) => formatValue(objective.at(-1) ?? NaN)).join(', ')], ['Steps', String(pattern.objective.length - 1)]])}
      <h3>Mean activation by step</h3>${ascent(pattern.objective)}
      ${isSilent(pattern) ? html`<p>The gradient is zero everywhere: from this start the filter responds to nothing. Another start may find something.</p>` : ''}`,
  });
}

function ascent(objective: readonly number[]): TemplateResult {
  const box = { width: 220, height: 80 };
  return html`<svg class="curve" viewBox="-1 -1 ${box.width + 2} ${box.height + 2}" role="img" aria-label="Mean activation rises from ${formatValue(objective[0] ?? NaN)} to ${formatValue(objective.at(-1) ?? NaN)}">
    ${svg`<path d=${linePath(objective.map((y, x) => ({ x, y })), box)} />`}
  </svg>`;
}
