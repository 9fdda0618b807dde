import type { AnalysedModel, LayerCall } from './analysis.js';
import { countOf } from './frontends/keras/counts.js';
import { finishRecipe } from './frontends/keras/recipe/finish.js';
import type { KerasSession, ModelEntry, RecordedCall } from './frontends/keras/session.js';
import type { CallRecord, LayerInstance, ModelInstance } from './graph/builder.js';
import { countParameters } from './graph/count.js';
import { plainConfig } from './graph/export.js';
import type { LayerState } from './graph/layer-state.js';
import type { Shift } from './graph/history.js';
import type { Loss, ModelGraph, Span } from './graph/types.js';
import type { Recipe } from './recipe/types.js';

/** What was told of something, and the layers that it depends on as they were then. */
interface Kept<Told> {
  readonly told: Told;
  readonly states: readonly (readonly [LayerInstance, LayerState])[];
}
interface KeptCall extends Kept<LayerCall> {
  readonly graphCalls: readonly CallRecord[] | undefined;
}

/**
 * What a run's models and calls are as plain data. What has not changed since the version before is told by the same objects, so that
 * whoever works something out from them need not do it again. Where an edit above has moved its place, a model or call is told by a new
 * object, but graph and recipe are those of before, their places moved with the text.
 */
export class Results {
  private models = new Map<ModelEntry, Kept<AnalysedModel>>();
  private calls = new Map<RecordedCall, KeptCall>();

  /** The models that the file itself makes, or a function that it imports and calls. */
  modelsOf(session: KerasSession, moved: Shift | null): AnalysedModel[] {
    const known = this.models;
    this.models = new Map();
    const told: AnalysedModel[] = [];
    const elsewhere = session.models.filter(isMadeElsewhere);
    for (const entry of session.models) {
      const kept = this.keepModel(session, entry, known.get(entry), moved);
      this.models.set(entry, kept);
      if (entry.span.file === undefined && (kept.told.recipe !== null || !isPart(entry, elsewhere))) told.push(kept.told);
    }
    return told;
  }

  /** Calls of layers in the file itself. Where a layer is really applied, what functions would do with it that are never called says nothing. */
  callsOf(session: KerasSession, moved: Shift | null): LayerCall[] {
    const { calls, machine: { file } } = session;
    const known = this.calls;
    this.calls = new Map();
    const real = calls.some(({ hypothetical }) => hypothetical) ? new Set(calls.flatMap(({ hypothetical, span }) => (hypothetical || !isOwn(span, file) ? [] : [span.from]))) : null;
    const told: LayerCall[] = [];
    for (const entry of calls) {
      const kept = keepCall(entry, known.get(entry), moved);
      this.calls.set(entry, kept);
      if (isOwn(entry.span, file) && !(entry.hypothetical && real?.has(entry.span.from))) told.push(kept.told);
    }
    return told;
  }

  private keepModel(session: KerasSession, { model, span }: ModelEntry, known: Kept<AnalysedModel> | undefined, moved: Shift | null): Kept<AnalysedModel> {
    const same = known !== undefined && areAs(known.states);
    const told = tellModel(session, model, span, same ? known.told : null);
    if (!same || told !== known.told) return { told, states: same ? known.states : statesOf(model) };
    return moved ? { told: { ...told }, states: known.states } : known;
  }
}

/** Made in a file that is imported, by a call that stands here. */
const isMadeElsewhere = ({ model, span }: ModelEntry): boolean => span.file === undefined && model.span?.file !== undefined;

/** Whether it is a part of another model of the same call: what such a call is for is the whole. */
const isPart = (entry: ModelEntry, elsewhere: readonly ModelEntry[]): boolean => isMadeElsewhere(entry) && elsewhere.some((other) => other !== entry && other.span.from === entry.span.from && partsOf(other.model).has(entry.model));

const isOwn = (span: RecordedCall['span'], file: string): boolean => span.file === undefined || span.file === file;

/** The layer and all inside it, each once. */
function partsOf(layer: LayerInstance, found = new Set<LayerInstance>()): ReadonlySet<LayerInstance> {
  if (found.has(layer)) return found;
  found.add(layer);
  for (const child of layer.children) partsOf(child, found);
  if (layer.inner) partsOf(layer.inner, found);
  return found;
}

function statesOf(layer: LayerInstance): Kept<unknown>['states'] {
  const states: (readonly [LayerInstance, LayerState])[] = [];
  partsOf(layer).forEach((part) => { states.push([part, part.snapshot()]); });
  return states;
}
const areAs = (states: Kept<unknown>['states']): boolean => states.every(([layer, state]) => layer.isAs(state));

/** `span` is where the file makes the model; `known` is what was told of it while its layers were as they are. */
function tellModel(session: KerasSession, model: ModelInstance, span: Span, known: AnalysedModel | null): AnalysedModel {
  const variable = session.variables.get(model) ?? null;
  const recipe = sameRecipe(finishRecipe(session, model), known?.recipe ?? null);
  if (known?.variable === variable && known.recipe === recipe) return known;
  const graph = known?.graph ?? madeHere(session.builder.graphOf(model), span);
  return {
    variable, graph, recipe,
    parameters: known?.parameters ?? countParameters(graph),
    inputShape: model.inputs.length === 1 ? model.inputs[0]!.shape : null,
    outputShape: model.outputs.length === 1 ? model.outputs[0]!.shape : null,
  };
}

/** A model that an imported function makes stands where the file calls that function. */
const madeHere = (graph: ModelGraph, span: Span): ModelGraph => (graph.span?.file !== undefined && span.file === undefined ? { ...graph, span } : graph);

/** The recipe of before where every part of it is the same. */
function sameRecipe(recipe: Recipe | null, before: Recipe | null): Recipe | null {
  if (!recipe || !before) return recipe;
  const keys = Object.keys(recipe) as (keyof Recipe)[];
  const same = keys.length === Object.keys(before).length && keys.every((key) => sameField(recipe[key], before[key], key));
  return same ? before : recipe;
}

const sameField = (a: unknown, b: unknown, key: string): boolean => a === b || (key === 'earlier' && Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((stage, i) => sameRecipe(stage as Recipe, b[i] as Recipe) === b[i])) || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => item === b[i]));

function keepCall(entry: RecordedCall, known: KeptCall | undefined, moved: Shift | null): KeptCall {
  if (known === undefined || known.graphCalls !== entry.model?.graphCalls || !areAs(known.states)) return { told: tellCall(entry), states: statesOf(entry.layer), graphCalls: entry.model?.graphCalls };
  const below = moved ? moved.from + moved.by : Infinity;
  return entry.span.from >= below || entry.callSpan.from >= below ? { ...known, told: { ...known.told } } : known;
}

function tellCall({ layer, span, callSpan, record, model }: RecordedCall): LayerCall {
  // A layer that `pop` took away was called while it was there.
  const popped = model?.built && layer.calls.length === 1 && !model.operations.includes(layer) ? layer.calls[0] : undefined;
  const call: CallRecord | undefined = record ?? model?.graphCalls.find((c) => c.layer === layer) ?? popped;
  const outputs = call ? call.outputs.map(({ info }) => info) : [{ shape: null, dtype: layer.policy.compute, loss: unbuilt(layer) }];
  return { type: layer.type, name: layer.name, span, callSpan, inputs: call ? call.tensors.map(({ info }) => info) : [], outputs, parameters: layer.built ? countOf(layer) : null, config: plainConfig(layer).config };
}

const unbuilt = (layer: LayerInstance): Loss => ({ reason: 'The model has no input shape yet, so its layers are not built. Give its first layer an Input.', span: layer.span });
