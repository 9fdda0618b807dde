import * as vscode from 'vscode';
import type { AnalysedModel } from '../core/analysis.js';
import { modelAt } from '../core/features/models.js';
import { modelName } from '../core/features/lenses.js';
import { UserError } from '../core/protocol/failure.js';
import type { Analyses } from './analyses.js';

/** What a lens or a link hands to a command: a place in a text. */
export interface Place {
  readonly uri: string;
  readonly offset: number;
}

/** The model that a command is about. */
export interface Target {
  readonly document: vscode.TextDocument;
  readonly model: AnalysedModel;
  readonly name: string;
  readonly offset: number;
}

export function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && typeof (value as Place).uri === 'string' && typeof (value as Place).offset === 'number';
}

/** The model at a place, or without one the model under the caret of the active editor. Throws a sentence where there is none. */
export async function findTarget(analyses: Analyses, place: unknown): Promise<Target> {
  const editor = vscode.window.activeTextEditor;
  if (!isPlace(place) && !editor) throw new UserError('Open a Python file that defines a Keras model first; ConvLens works on the model under the caret.');
  const document = isPlace(place) ? await vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri)) : (editor as vscode.TextEditor).document;
  const offset = isPlace(place) ? place.offset : document.offsetAt((editor as vscode.TextEditor).selection.active);
  const result = await analyses.current(document);
  const model = result && modelAt(result.analysis, offset);
  if (!model) throw new UserError(`ConvLens found no Keras model in ${document.uri.path.split('/').at(-1)}. Expected a Sequential, Functional or subclassed model; build one, or open another file.`);
  return { document, model, name: modelName(model), offset };
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
  const model = result?.analysis.models.find((candidate) => modelName(candidate) === name) ?? result?.analysis.models.at(-1);
  return model ? { document, model, name: modelName(model), offset: model.graph.span?.from ?? 0 } : null;
}
