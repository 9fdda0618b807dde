import type { AnalysedModel, Analysis } from '../analysis.js';
import { formatCount, formatParameters, formatWork, type NumberStyle } from './format.js';
import type { Lines } from '../syntax/lines.js';

/** What one part of a lens does when it is clicked; the editor's side maps these to commands. */
export type LensAction = 'model' | 'summary' | 'train' | 'visualize' | 'data';

/** One clickable part of the line above a model. */
export interface Lens {
  readonly line: number;
  /** Where the model's own call begins, or that of `fit`. */
  readonly offset: number;
  readonly title: string;
  readonly tooltip: string;
  readonly action: LensAction;
  /** Indices into `Analysis.models`: more than one where one line makes several models. */
  readonly models: readonly number[];
}

/** `93,322 parameters · 2.8 MMAC · Train · Visualize · Summary` above each model, Train only where the file says how; and above `fit` its data. */
export function modelLenses(analysis: Pick<Analysis, 'models'>, lines: Lines, numbers: NumberStyle = 'grouped'): Lens[] {
  const groups = new Map<number, { readonly offset: number; readonly models: number[] }>();
  analysis.models.forEach(({ graph }, index) => {
    if (!graph.span || graph.span.file !== undefined) return;
    const line = lines.lineAt(graph.span.from);
    const group = groups.get(line);
    if (group) group.models.push(index);
    else groups.set(line, { offset: graph.span.from, models: [index] });
  });
  const above = [...groups].flatMap(([line, { offset, models }]) => {
    const shown = models.flatMap((index) => analysis.models[index] ?? []);
    const common = { line, offset, models };
    const name = shown.at(-1) ? modelName(shown.at(-1) as AnalysedModel) : 'the model';
    const lenses: Lens[] = [{ ...common, action: 'model', title: totals(shown, numbers), tooltip: breakdown(shown) }];
    const work = workOf(shown);
    // A model that nothing was called in, or that only reshapes, multiplies nothing.
    if (work) lenses.push({ ...common, action: 'model', title: formatWork(work), tooltip: `${formatCount(work)} multiply-accumulates for one example. Shows what each layer of ${name} costs` });
    if (shown.some(({ recipe }) => recipe !== null)) lenses.push({ ...common, action: 'train', title: 'Train', tooltip: trainTooltip(name) });
    lenses.push({ ...common, action: 'visualize', title: 'Visualize', tooltip: `Activations, filter patterns and class activation maps of ${name}` });
    lenses.push({ ...common, action: 'summary', title: 'Summary', tooltip: `The summary of ${name} as Keras prints it` });
    return lenses;
  });
  return [...above, ...fitLenses(analysis, lines)].sort((a, b) => a.line - b.line);
}

/** Above each call of `fit`: Train once more, since a model that a function makes has its own line far from here, and what it is trained on. */
function fitLenses({ models }: Pick<Analysis, 'models'>, lines: Lines): Lens[] {
  return models.flatMap((model, index): Lens[] => {
    const fit = model.recipe?.fitSpan;
    if (!fit || fit.file !== undefined) return [];
    const common = { line: lines.lineAt(fit.from), offset: fit.from, models: [index] };
    return [{ ...common, action: 'train', title: 'Train', tooltip: trainTooltip(modelName(model)) }, { ...common, action: 'data', title: 'Preview Data', tooltip: `Classes, samples and random changes of what ${modelName(model)} is trained on` }];
  });
}

const trainTooltip = (name: string): string => `Train ${name} as this file says`;

/** The variable that holds a model, else Keras's name for it. */
export const modelName = (model: AnalysedModel): string => model.variable ?? model.graph.name;

/** What all of some models cost alike; null where they differ or it is not known. */
function workOf(models: readonly AnalysedModel[]): number | null {
  const [first, ...others] = new Set(models.map(({ multiplyAccumulates }) => multiplyAccumulates ?? null));
  return first === undefined || others.length > 0 ? null : first;
}

function totals(models: readonly AnalysedModel[], numbers: NumberStyle): string {
  const counts = [...new Set(models.map(({ parameters }) => parameters.total))];
  if (counts.length === 1) return `${models.length > 1 ? `${models.length} models · ` : ''}${formatParameters(counts[0] ?? null, numbers)}`;
  return `${models.length} models · ${counts.map((count) => (count === null ? '?' : formatCount(count, numbers))).join(', ')} parameters`;
}

function breakdown(models: readonly AnalysedModel[]): string {
  return models
    .map(({ parameters, graph }) => {
      if (parameters.total === null) return graph.incomplete?.reason ?? 'The shapes of some weights are not known.';
      const parts = [parameters.trainable, parameters.nonTrainable].map((count) => (count === null ? '?' : formatCount(count)));
      return `${formatCount(parameters.total)} parameters: ${parts[0]} trainable, ${parts[1]} not trainable`;
    })
    .join('\n');
}
