/** Which model of a file to train, and on what data. */
import { basename, join, resolve } from 'node:path';
import type { Analysis, AnalysedModel } from '../core/analysis.js';
import { originWords } from '../core/features/training-words.js';
import { arraysOf, withArrays } from '../core/recipe/arrays.js';
import { stagesOf, withStages } from '../core/recipe/stages.js';
import type { DataArray, DataSet, DataSource, Recipe } from '../core/recipe/types.js';
import { shapeLoss } from '../core/graph/losses.js';
import { UserError } from '../core/protocol/failure.js';
import { placesIn } from './report/analysis.js';

export type Trainable = AnalysedModel & { readonly recipe: Recipe };

export const nameOf = ({ variable, graph }: AnalysedModel): string => variable ?? graph.name;

/** The file's model that has a recipe, or the one that is named. Throws a UserError where there is no such model, or more than one. */
export function recipeModel(file: string, { models }: Pick<Analysis, 'models'>, wanted?: string): Trainable {
  if (models.length === 0) throw new UserError(`${file} defines no Keras model; expected a Sequential, Functional or subclassed model.`);
  const names = models.map(nameOf).join(', ');
  const named = wanted === undefined ? models : models.filter((model) => nameOf(model) === wanted || model.graph.name === wanted);
  if (named.length === 0) throw new UserError(`${file} has no model "${wanted}"; it has ${names}.`);
  const withRecipe = named.filter((model): model is Trainable => model.recipe !== null && model.recipe.fitSpan !== null);
  const [model, second] = withRecipe;
  if (model === undefined) throw new UserError(`${file} does not say how ${wanted ?? names} is trained: no call of fit was found. Add compile(...) and fit(...).`);
  if (second !== undefined) throw new UserError(`${file} trains several models (${withRecipe.map(nameOf).join(', ')}); choose one with --model NAME.`);
  return model;
}

/** As `recipeModel`; throws a UserError on anything that keeps it from being trained. */
export function trainableModel(file: string, text: string, analysis: Analysis, wanted?: string): Trainable {
  const { diagnostics } = analysis;
  const place = placesIn(text);
  const line = (offset: number): string => `${file}:${place(offset).line}`;
  const model = recipeModel(file, analysis, wanted);
  const fault = diagnostics.find(({ severity }) => severity === 'error');
  const blocked = model.recipe.unknowns.find(({ blocks }) => blocks);
  if (blocked !== undefined) throw new UserError(`${blocked.span === null ? file : line(blocked.span.from)}: training cannot start: ${blocked.reason}`);
  if (model.parameters.total === null) {
    if (fault !== undefined) throw new UserError(`${line(fault.span.from)}: ${fault.message}`);
    const lost = shapeLoss(model.graph);
    throw new UserError(`${lost?.span ? line(lost.span.from) : file}: the shapes of ${nameOf(model)}'s weights are not all known: ${lost === null ? 'give the model a fixed input shape' : lost.reason.replace(/\.$/, '')}.`);
  }
  return model;
}

const kerasNames = ['mnist', 'fashion_mnist', 'cifar10', 'cifar100'] as const;

const datasetName = (data: string): (typeof kerasNames)[number] | undefined => kerasNames.find((known) => known === data.replaceAll('-', '_'));

/**
 * The recipe with other data: the name of a `keras.datasets` set takes the place of the file's; a folder takes the place of the file's
 * folders (of the same names inside it, where the file reads several), or holds `<name>.npz` in the form that Keras keeps it.
 */
export function withData(recipe: Recipe, data: string): Recipe {
  const name = datasetName(data);
  const folder = resolve(data);
  const folders = new Set(sourcesOf(recipe).flatMap((source) => (source.kind === 'directory' ? [source.path] : [])));
  const found = sourcesOf(recipe).find((source) => 'list' in source);
  if (name === undefined && found !== undefined && 'list' in found) throw new UserError(`The file finds its images by their names itself (${originWords(found.list)}), and --data ${data} replaces folders that Keras reads, tables and arrays only. Put the files where the program looks for them, or change the path in the file.`);
  let replaced = 0;
  const source = (old: DataSource): DataSource => {
    if (name !== undefined && old.kind === 'kerasDataset') {
      replaced++;
      return { ...old, name };
    }
    if (name === undefined && old.kind === 'directory') {
      replaced++;
      return { ...old, path: folders.size > 1 ? join(folder, basename(old.path)) : folder };
    }
    if (name === undefined && old.kind === 'kerasDataset') {
      replaced++;
      return { kind: 'file', path: join(folder, `${old.name}.npz`), array: `${old.part}_${old.split}`, span: old.span };
    }
    if (name === undefined && old.kind === 'file') {
      replaced++;
      return { ...old, path: join(folder, basename(old.path)) };
    }
    if (name === undefined && (old.kind === 'table' || old.kind === 'columns')) {
      replaced++;
      const table = { ...old.table, path: join(folder, basename(old.table.path)) };
      if (old.kind === 'columns') return { ...old, table };
      const { directory } = old.config;
      return { ...old, table, config: { ...old.config, directory: typeof directory === 'string' ? join(folder, basename(directory)) : directory ?? null } };
    }
    return old;
  };
  const array = (old: DataArray): DataArray => ({ ...old, source: source(old.source) });
  const set = (old: DataSet | null): DataSet | null => old && withArrays(old, array);
  const result = withStages(recipe, (stage) => ({ ...stage, train: set(stage.train), validation: set(stage.validation), test: set(stage.test) }));
  if (replaced === 0) throw new UserError(name === undefined ? `The file reads no data from files, so --data ${data} has nothing to replace.` : `The file does not use keras.datasets, so "${data}" cannot take its place; give a folder with --data DIR.`);
  return result;
}

function sourcesOf(recipe: Recipe): DataSource[] {
  return stagesOf(recipe).flatMap(({ train, validation, test }) => [train, validation, test]).flatMap((set) => (set === null ? [] : arraysOf(set).map(({ source }) => source)));
}
