import type { AnalysedModel, LayerCall } from './analysis.js';
import { countOf } from './frontends/keras/counts.js';
import { finishRecipe } from './frontends/keras/recipe/finish.js';
import type { KerasSession, ModelEntry, RecordedCall } from './frontends/keras/session.js';
import type { CallRecord, LayerInstance, ModelInstance } from './graph/builder.js';
import { countParameters } from './graph/count.js';
import { plainConfig } from './graph/export.js';
import type { LayerState } from './graph/instance.js';
import type { Loss } from './graph/types.js';
import type { Recipe } from './recipe/types.js';

interface KeptModel {
  readonly entry: ModelEntry;
  readonly told: AnalysedModel;
  /** Every layer that the model has, as it was when it was told of. */
  readonly states: readonly (readonly [LayerInstance, LayerState])[];
}

interface KeptCall {
  readonly entry: RecordedCall;
  readonly told: LayerCall;
  /** The layer and all that it holds, as they were when the call was told of. */
  readonly states: readonly (readonly [LayerInstance, LayerState])[];
  readonly graphCalls: readonly CallRecord[] | undefined;
}

/**
 * What a run's models and calls are as plain data. Of those that were made before the statement which an edit is in, what has not
 * changed since is told by the same objects from version to version, so that whoever works something out from them need not do it again.
 */
export class Results {
  private models: readonly KeptModel[] = [];
  private calls: readonly KeptCall[] = [];

  /** The models that the file itself makes. */
  modelsOf(session: KerasSession): AnalysedModel[] {
    const kept = session.models.slice(0, session.settled.models).map((entry, i) => this.keepModel(session, entry, this.models[i]));
    this.models = kept;
    const told = [...kept.map((one) => one.told), ...session.models.slice(kept.length).map(({ model }) => tellModel(session, model, null))];
    return told.filter((_, i) => session.models[i]!.span.file === undefined);
  }

  /** Calls of layers in the file itself. Where a layer is really applied, what functions would do with it that are never called says nothing. */
  callsOf(session: KerasSession): LayerCall[] {
    const { calls, settled, machine: { file } } = session;
    const kept = calls.slice(0, settled.calls).map((entry, i) => keepCall(entry, this.calls[i]));
    this.calls = kept;
    const real = calls.some(({ hypothetical }) => hypothetical) ? new Set(calls.flatMap(({ hypothetical, span }) => (hypothetical || !isOwn(span, file) ? [] : [span.from]))) : null;
    const told: LayerCall[] = [];
    calls.forEach((entry, i) => {
      if (isOwn(entry.span, file) && !(entry.hypothetical && real?.has(entry.span.from))) told.push(kept[i]?.told ?? tellCall(entry));
    });
    return told;
  }

  private keepModel(session: KerasSession, entry: ModelEntry, known: KeptModel | undefined): KeptModel {
    const same = known?.entry === entry && areAs(known.states);
    const told = tellModel(session, entry.model, same ? known.told : null);
    if (same && told === known.told) return known;
    return { entry, told, states: statesOf(entry.model) };
  }
}

const isOwn = (span: RecordedCall['span'], file: string): boolean => span.file === undefined || span.file === file;

function partsOf(layer: LayerInstance, found = new Set<LayerInstance>()): LayerInstance[] {
  if (found.has(layer)) return [];
  found.add(layer);
  for (const child of layer.children) partsOf(child, found);
  if (layer.inner) partsOf(layer.inner, found);
  return [...found];
}

const statesOf = (layer: LayerInstance): KeptModel['states'] => partsOf(layer).map((part) => [part, part.state()] as const);
const areAs = (states: KeptModel['states']): boolean => states.every(([layer, state]) => layer.isAs(state));

/** `known` is what was told of the model while its layers were as they are. */
function tellModel(session: KerasSession, model: ModelInstance, known: AnalysedModel | null): AnalysedModel {
  const variable = session.variables.get(model) ?? null;
  const recipe = sameRecipe(finishRecipe(session, model), known?.recipe ?? null);
  if (known?.variable === variable && known.recipe === recipe) return known;
  const graph = known?.graph ?? session.builder.graphOf(model);
  return {
    variable, graph, recipe,
    parameters: known?.parameters ?? countParameters(graph),
    inputShape: model.inputs.length === 1 ? model.inputs[0]!.shape : null,
    outputShape: model.outputs.length === 1 ? model.outputs[0]!.shape : null,
  };
}

/** The recipe of before where every part of it is the same. */
function sameRecipe(recipe: Recipe | null, before: Recipe | null): Recipe | null {
  if (!recipe || !before) return recipe;
  const keys = Object.keys(recipe) as (keyof Recipe)[];
  const same = keys.length === Object.keys(before).length && keys.every((key) => sameField(recipe[key], before[key]));
  return same ? before : recipe;
}

const sameField = (a: unknown, b: unknown): boolean => a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => item === b[i]));

function keepCall(entry: RecordedCall, known: KeptCall | undefined): KeptCall {
  if (known?.entry === entry && known.graphCalls === entry.model?.graphCalls && areAs(known.states)) return known;
  return { entry, told: tellCall(entry), states: statesOf(entry.layer), graphCalls: entry.model?.graphCalls };
}

function tellCall({ layer, span, callSpan, record, model }: RecordedCall): LayerCall {
  const call: CallRecord | undefined = record ?? model?.graphCalls.find((c) => c.layer === layer);
  const outputs = call ? call.outputs.map(({ info }) => info) : [{ shape: null, dtype: layer.policy.compute, loss: unbuilt(layer) }];
  return { type: layer.type, name: layer.name, span, callSpan, inputs: call ? call.tensors.map(({ info }) => info) : [], outputs, parameters: layer.built ? countOf(layer) : null, config: plainConfig(layer).config };
}

const unbuilt = (layer: LayerInstance): Loss => ({ reason: 'The model has no input shape yet, so its layers are not built. Give its first layer an Input.', span: layer.span });
