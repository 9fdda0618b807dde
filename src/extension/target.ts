import * as vscode from 'vscode';
import type { AnalysedModel } from '../core/analysis.js';
import { modelAt } from '../core/features/glance.js';
import { isModelFile } from '../core/modelfiles/endings.js';
import { UserError } from '../core/protocol/failure.js';
import type { Analysed, Analyses } from './analyses.js';
import { baseName, uriOf } from './places.js';
import { editorsInUse } from './recent.js';

/** What a lens or a link hands to a command: a place in a text. */
export interface Place {
  readonly uri: string;
  readonly offset: number;
}

/** The model that a command is about. */
export interface Target {
  readonly document: vscode.TextDocument;
  /** The result that names it, and its index there. */
  readonly result: Analysed;
  readonly index: number;
  readonly name: string;
  readonly offset: number;
}

/** A target with all that is known of its model. */
export interface WholeTarget extends Target {
  readonly model: AnalysedModel;
}

export function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && typeof (value as Place).uri === 'string' && typeof (value as Place).offset === 'number';
}

/** The model at a place, or without one the model under the caret of the editor in use. Throws a sentence where there is none. */
export async function findTarget(analyses: Analyses, place: unknown): Promise<Target> {
  if (isPlace(place)) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri));
    return (await targetAt(analyses, document, place.offset)) ?? noModelIn(document);
  }
  const editors = editorsInUse();
  for (const { document, selection } of editors) {
    const target = await targetAt(analyses, document, document.offsetAt(selection.active));
    if (target) return target;
  }
  if (editors[0]) return noModelIn(editors[0].document);
  throw new UserError('No Python file that builds a Keras model is open, and ConvLens works on the model under the caret. Open one, or try a sample (ConvLens: Open Sample).');
}

async function targetAt(analyses: Analyses, document: vscode.TextDocument, offset: number): Promise<Target | null> {
  const result = await analyses.current(document);
  const index = result && modelAt(result.glance.models, offset);
  return result && index !== null ? targetOf(result, index, offset) : null;
}

function noModelIn(document: vscode.TextDocument): never {
  throw new UserError(`ConvLens found no Keras model in ${baseName(document.uri)}. Expected a Sequential, Functional or subclassed model; build one, or open another file.`);
}

/** The model of a name in a text, for panels that outlive the caret. */
export async function findModel(analyses: Analyses, source: string, name: string): Promise<Target | null> {
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(vscode.Uri.parse(source));
  } catch {
    return null;
  }
  const result = await analyses.current(document);
  if (!result) return null;
  const { models } = result.glance;
  const named = models.findIndex((model) => model.name === name);
  const index = named >= 0 ? named : models.length - 1;
  const span = models[index]?.span;
  // A model of another cell is a target there.
  const home = span?.file !== undefined ? analyses.latest(uriOf(document, span)) : null;
  const place = home?.of === result.of ? home.glance.models[index]?.span : span;
  return targetOf(home?.of === result.of ? home : result, index, place?.from ?? 0);
}

/** The same, where there has to be one. Throws a sentence where there is none. */
export async function modelNamed(analyses: Analyses, { source, model }: { readonly source: string; readonly model: string }): Promise<Target> {
  const file = vscode.Uri.parse(source);
  if (isModelFile(file.path)) throw new UserError(`${baseName(file)} holds a model and no code. Open the Python file that builds it to see its lines.`);
  const target = await findModel(analyses, source, model);
  if (!target) throw new UserError(`${model} is not in ${baseName(file)} any more.`);
  return target;
}

/** All that is known of a target's model. Throws a sentence where the text has changed meanwhile. */
export async function wholeTarget(analyses: Analyses, target: Target): Promise<WholeTarget> {
  const model = (await analyses.ask(target.result, 'model', target.index))?.answer;
  if (!model) throw new UserError(`${baseName(target.document.uri)} was changed meanwhile; try again.`);
  return { ...target, model };
}

function targetOf(result: Analysed, index: number, offset: number): Target | null {
  const model = result.glance.models[index];
  return model ? { document: result.document, result, index, name: model.name, offset } : null;
}
