import type { AnalysedModel, Analysis, Diagnostic, LayerCall } from './analysis.js';
import { countOf } from './frontends/keras/counts.js';
import { finishRecipe } from './frontends/keras/recipe/finish.js';
import { runFile } from './frontends/keras/run.js';
import type { KerasSession, RecordedCall } from './frontends/keras/session.js';
import { countParameters } from './graph/count.js';
import { plainConfig } from './graph/export.js';
import type { CallRecord, LayerInstance } from './graph/builder.js';
import type { Loss, ModelGraph, TensorInfo } from './graph/types.js';
import { ModuleParser, type ParsedModule } from './syntax/parse.js';

export interface AnalyzeOptions {
  /** The path of the text, as `readModule` knows it. Analyses of one path reuse what an edit left untouched. */
  readonly file?: string;
  /** Finds a module that the file `from` imports by `name` (dotted; leading dots are relative), if the workspace has it. */
  readonly readModule?: (name: string, from: string) => { readonly file: string; readonly text: string } | undefined;
}

const REMEMBERED = 64;
const parsers = new Map<string, ModuleParser>();

function parse(file: string, text: string): ParsedModule {
  const parser = parsers.get(file) ?? new ModuleParser();
  parsers.delete(file);
  parsers.set(file, parser);
  for (const oldest of parsers.keys()) {
    if (parsers.size <= REMEMBERED) break;
    parsers.delete(oldest);
  }
  return parser.parse(text);
}

/**
 * All that a text says: its models with shapes and counts, every call of a layer, how it trains, and what Keras would reject.
 * Pure and total: it reads nothing but the text and what `readModule` hands it, runs none of it, and never throws.
 */
export function analyze(text: string, { file = '', readModule }: AnalyzeOptions = {}): Analysis {
  const parsed = parse(file, text);
  const session = runFile(parsed, { file, readModule, parseFile: parse });
  const calls = session.calls.filter(({ span }) => span.file === undefined || span.file === file).map((call) => layerCall(call));
  const models = session.models.filter(({ span }) => span.file === undefined).map(({ model }): AnalysedModel => {
    const graph = session.builder.graphOf(model);
    return {
      variable: session.variables.get(model) ?? null,
      graph,
      parameters: countParameters(graph),
      inputShape: model.inputs.length === 1 ? model.inputs[0]!.shape : null,
      outputShape: model.outputs.length === 1 ? model.outputs[0]!.shape : null,
      recipe: finishRecipe(session, model),
    };
  });
  return { models, calls, diagnostics: [...syntaxErrors(parsed), ...session.machine.diagnostics], unknowns: lossesOf(session, models, calls) };
}

function syntaxErrors({ units }: ParsedModule): Diagnostic[] {
  return units.flatMap((unit) => unit.errors.map(({ from, to, message }) => ({ span: { from: unit.base + from, to: unit.base + to }, severity: 'error' as const, code: 'syntax-error', message })));
}

function layerCall({ layer, span, callSpan, record, model }: RecordedCall): LayerCall {
  const call: CallRecord | undefined = record ?? model?.graphCalls.find((c) => c.layer === layer);
  const plain = ({ shape, dtype, loss }: TensorInfo): TensorInfo => (loss ? { shape, dtype, loss } : { shape, dtype });
  const outputs = call ? call.outputs.map(plain) : [{ shape: null, dtype: layer.policy.compute, loss: unbuilt(layer) }];
  return { type: layer.type, name: layer.name, span, callSpan, inputs: call ? call.tensors.map(plain) : [], outputs, parameters: layer.built ? countOf(layer) : null, config: plainConfig(layer).config };
}

const unbuilt = (layer: LayerInstance): Loss => ({ reason: 'The model has no input shape yet, so its layers are not built. Give its first layer an Input.', span: layer.span });

/** Every reason for which something shown is not known, once. */
function lossesOf({ machine }: KerasSession, models: readonly AnalysedModel[], calls: readonly LayerCall[]): Loss[] {
  const found = new Map<string, Loss>();
  const add = (loss: Loss | undefined): void => {
    if (loss) found.set(`${loss.span?.file ?? ''}:${loss.span?.from ?? ''}:${loss.reason}`, loss);
  };
  const addTrainable = ({ layers }: ModelGraph): void => {
    for (const { trainableLoss, inner } of layers) {
      add(trainableLoss);
      if (inner) addTrainable(inner);
    }
  };
  machine.losses.forEach(add);
  for (const call of calls) call.outputs.forEach((output) => add(output.loss));
  for (const { graph, recipe } of models) {
    add(graph.incomplete);
    addTrainable(graph);
    recipe?.unknowns.forEach(add);
  }
  return [...found.values()];
}
