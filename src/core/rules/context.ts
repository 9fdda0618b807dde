import type { AnalysedModel, Fix, LayerCall } from '../analysis.js';
import type { Layer, ModelGraph, Span } from '../graph/types.js';
import { toSnake } from '../graph/names.js';
import { layerSpec } from '../layers/lookup.js';
import type { Recipe } from '../recipe/types.js';
import type { ParsedModule } from '../syntax/parse.js';
import { type WrittenArgument, type WrittenCall, WrittenCalls } from '../syntax/calls.js';
import { GraphView } from './graph-view.js';

/** A model with a recipe, its graph whole. */
export interface TrainedModel {
  readonly model: AnalysedModel;
  readonly view: GraphView;
  readonly recipe: Recipe;
}

export interface Findings {
  readonly models: readonly AnalysedModel[];
  readonly calls: readonly LayerCall[];
}

/** What a rule may look at: the analysed models, and the text that they were read from. */
export class RuleContext {
  readonly written: WrittenCalls;
  private readonly wholes: ReadonlySet<ModelGraph>;
  private views: ReadonlyMap<ModelGraph, GraphView> | null = null;
  private recipes: readonly TrainedModel[] | null = null;

  /** `viewOf` may keep a view as long as its graph. */
  constructor(readonly text: string, parsed: ParsedModule, readonly analysis: Findings, private readonly viewOf: (graph: ModelGraph) => GraphView = (graph) => new GraphView(graph)) {
    this.written = new WrittenCalls(parsed);
    this.wholes = new Set(analysis.models.map(({ graph }) => graph));
  }

  get models(): readonly AnalysedModel[] {
    return this.analysis.models;
  }

  /** Every whole graph that the file itself builds, those inside custom layers included; published architectures are not. */
  get graphs(): readonly GraphView[] {
    return (this.all ??= [...this.byGraph.values()]);
  }
  private all: readonly GraphView[] | null = null;
  private get byGraph(): ReadonlyMap<ModelGraph, GraphView> {
    if (this.views) return this.views;
    const found = new Map<ModelGraph, GraphView>();
    const enter = (graph: ModelGraph): void => {
      if (graph.incomplete || isPublished(graph)) return;
      found.set(graph, this.viewOf(graph));
      for (const { role, inner } of graph.layers) if (inner && role === 'custom') enter(inner);
    };
    for (const { graph } of this.models) enter(graph);
    this.views = found;
    return found;
  }

  /** Whether a graph is a model's, not that of a part of one. */
  isModel(graph: ModelGraph): boolean {
    return this.wholes.has(graph);
  }

  /** Models that the file compiles or fits. */
  get trained(): readonly TrainedModel[] {
    return (this.recipes ??= this.models.flatMap((model) => (model.recipe && !model.graph.incomplete ? [{ model, view: this.byGraph.get(model.graph) ?? this.viewOf(model.graph), recipe: model.recipe }] : [])));
  }

  /** The constructor call of a layer as it is written. */
  callOf({ span }: { readonly span: Span | null }): WrittenCall | null {
    return span && span.file === undefined ? this.written.at(span) : null;
  }

  /** An argument of a layer's constructor as it is written, by its name in Python. */
  argument(layer: Pick<Layer, 'span' | 'type'>, name: string): WrittenArgument | null {
    const call = this.callOf(layer);
    return call && argumentOf(call, name, layerSpec(layer.type)?.parameterNames.map(toSnake) ?? []);
  }

  /** The place to underline for a layer: the argument, if it is given, else the name of the class. */
  place(layer: Pick<Layer, 'span' | 'type'>, argument?: string): Span | null {
    const found = argument === undefined ? null : this.argument(layer, argument);
    if (found) return { from: found.from, to: found.to };
    const call = this.callOf(layer);
    return call ? { from: call.calleeFrom, to: call.calleeTo } : layer.span;
  }

  /** The place of a keyword or positional argument of another call, such as `fit`. */
  callArgument(span: Span | null, name: string, position: number): Span | null {
    const call = span && span.file === undefined ? this.written.at(span) : null;
    const found = call?.arguments.find((argument) => argument.form === 'keyword' && argument.name === name) ?? (call && positional(call, position));
    return found ? { from: found.from, to: found.to } : null;
  }

  /** A fix that gives a layer's constructor an argument, or changes it; none where the call cannot be edited safely. */
  setArgument(layer: Pick<Layer, 'span' | 'type'>, name: string, value: string, title: string): readonly Fix[] {
    const call = this.callOf(layer);
    if (!call) return [];
    const edit = argumentEdit(call, name, value, layerSpec(layer.type)?.parameterNames.map(toSnake) ?? []);
    return edit ? [{ title, edits: [edit] }] : [];
  }
}

const positional = (call: WrittenCall, position: number): WrittenArgument | null => {
  const before = call.arguments.slice(0, position + 1);
  return before.every(({ form }) => form === 'positional') ? (call.arguments[position] ?? null) : null;
};

export function argumentOf(call: WrittenCall, name: string, names: readonly string[]): WrittenArgument | null {
  return call.arguments.find((argument) => argument.form === 'keyword' && argument.name === name) ?? (names.includes(name) ? positional(call, names.indexOf(name)) : null);
}

/** The edit that makes an argument of a call be `value`; null where unpacked arguments may hold it already. */
export function argumentEdit(call: WrittenCall, name: string, value: string, names: readonly string[]): Fix['edits'][number] | null {
  const given = argumentOf(call, name, names);
  if (given) return { span: { from: given.valueFrom, to: given.valueTo }, text: value };
  if (call.arguments.some(({ form }) => form === '*' || form === '**')) return null;
  const last = call.arguments.at(-1);
  const at = last ? last.to : call.to - 1;
  return { span: { from: at, to: at }, text: `${last ? ', ' : ''}${name}=${value}` };
}

/** A published architecture: its layers are not the file's own, so all stand where the model does. */
function isPublished({ span, layers }: ModelGraph): boolean {
  return span !== null && layers.length > 0 && layers.every((layer) => layer.span !== null && layer.span.from === span.from && layer.span.to === span.to);
}
