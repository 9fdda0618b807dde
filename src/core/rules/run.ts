import type { Diagnostic } from '../analysis.js';
import type { ModelGraph } from '../graph/types.js';
import type { Recipe } from '../recipe/types.js';
import { moveSpan, type Shift } from '../graph/history.js';
import type { Span } from '../graph/types.js';
import type { Unit } from '../syntax/ast.js';
import type { ParsedModule } from '../syntax/parse.js';
import { indexOf } from '../syntax/unit-index.js';
import { type Findings, RuleContext } from './context.js';
import type { Finding, Rule } from './define.js';
import { GraphView } from './graph-view.js';
import type { Levels } from './levels.js';
import { placeOf } from './place.js';
import { specs } from './registry.generated.js';

/** Every rule, sorted by code. */
export const allRules: readonly Rule[] = Object.values(specs);

export interface AdviceOptions {
  readonly levels?: Levels;
  /** How places below the last edit have moved. */
  readonly moved?: Shift | null;
  /** Told of a rule that throws; the others still speak. */
  readonly failed: (error: unknown) => void;
}

/** What one graph was found to have, and how it is trained. */
interface Seen {
  readonly view: GraphView;
  readonly ofGraph: Map<Rule, readonly Finding[]>;
  recipe: Recipe | null;
  readonly ofTrained: Map<Rule, readonly Finding[]>;
}

/**
 * Gives advice on versions of one text. Where a graph or a recipe is the very object of the version before, so is the text that it was
 * read from, and what was found there is not looked for again: it moves with the text. Fixes name layers as the text's imports do, so
 * that all is looked for again where one of those has changed.
 */
export class Advisor {
  private seen = new Map<ModelGraph, Seen>();
  private imports: readonly Unit[] = [];

  /** What the rules say of an analysed text, by place. */
  advise(parsed: ParsedModule, analysis: Findings, { levels = {}, failed, moved = null }: AdviceOptions): Diagnostic[] {
    this.bring(parsed, moved);
    if (analysis.models.length === 0 && analysis.calls.length === 0) {
      this.seen = new Map();
      return [];
    }
    const seen = new Map<ModelGraph, Seen>();
    const of = (graph: ModelGraph): Seen => {
      let found = seen.get(graph);
      if (!found) {
        found = this.seen.get(graph) ?? { view: new GraphView(graph), ofGraph: new Map(), recipe: null, ofTrained: new Map() };
        seen.set(graph, found);
      }
      return found;
    };
    const context = new RuleContext(parsed.text, parsed, analysis, (graph) => of(graph).view);
    const findings = (rule: Rule): readonly Finding[] => {
      const found: Finding[] = [];
      if (rule.ofGraph) for (const view of context.graphs) {
        if (rule.needs && !view.hasAny(rule.needs)) continue;
        const known = of(view.graph).ofGraph;
        found.push(...(known.get(rule) ?? remember(known, rule, rule.ofGraph(view, context))));
      }
      if (rule.ofTrained) for (const trained of context.trained) {
        const known = trainedAs(of(trained.model.graph), trained.recipe);
        found.push(...(known.get(rule) ?? remember(known, rule, rule.ofTrained(trained, context))));
      }
      if (rule.ofText) found.push(...rule.ofText(context));
      return found;
    };
    const alike = new SameConstructor(analysis);
    const found: Diagnostic[] = [];
    for (const rule of allRules) {
      if (levels[rule.code] === 'off' || (rule.optIn && !(rule.code in levels))) continue;
      try {
        found.push(...adviceOf(rule, findings(rule), alike));
      } catch (error) {
        failed(error);
      }
    }
    this.seen = seen;
    return found.sort((a, b) => a.span.from - b.span.from);
  }

  /** Brings what was found in the last version to where it stands in this one. */
  private bring({ units }: ParsedModule, moved: Shift | null): void {
    const imports = units.filter((unit) => indexOf(unit).imports);
    if (imports.length !== this.imports.length || imports.some((unit, i) => unit !== this.imports[i])) this.seen.clear();
    this.imports = imports;
    if (!moved) return;
    for (const { ofGraph, ofTrained } of this.seen.values()) for (const findings of [...ofGraph.values(), ...ofTrained.values()]) findings.forEach((finding) => { eachPlace(finding, (span) => { moveSpan(span, moved); }); });
  }
}

/** Findings of a graph's training; none of those of another recipe. */
function trainedAs(seen: Seen, recipe: Recipe): Map<Rule, readonly Finding[]> {
  if (seen.recipe !== recipe) seen.ofTrained.clear();
  seen.recipe = recipe;
  return seen.ofTrained;
}

/** Most rules find nothing in most graphs. */
const nothing: readonly never[] = [];

function remember(known: Map<Rule, readonly Finding[]>, rule: Rule, findings: Iterable<Finding>): readonly Finding[] {
  let own: Finding[] | null = null;
  // With places of its own: those of layers and calls move by themselves.
  for (const finding of findings) (own ??= []).push(withPlaces(finding, (span) => ({ ...span })));
  const found = own ?? nothing;
  known.set(rule, found);
  return found;
}

/** A finding with each of its places replaced. */
function withPlaces(finding: Finding, place: (span: Span) => Span): Finding {
  const { span, fixes, related } = finding;
  return {
    ...finding, span: span && place(span),
    ...(fixes ? { fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ ...edit, span: place(edit.span) })) })) } : {}),
    ...(related ? { related: related.map((one) => ({ ...one, span: place(one.span) })) } : {}),
  };
}
function eachPlace({ span, fixes = [], related = [] }: Finding, see: (span: Span) => void): void {
  if (span) see(span);
  for (const { edits } of fixes) for (const edit of edits) see(edit.span);
  for (const one of related) see(one.span);
}

function adviceOf(rule: Rule, findings: readonly Finding[], alike: SameConstructor): readonly Diagnostic[] {
  if (findings.length === 0) return nothing;
  const layers = new Map<number, Set<string>>();
  for (const { span, layer } of findings) if (span && layer !== undefined) layers.set(placeOf(span), (layers.get(placeOf(span)) ?? new Set()).add(layer));
  const shown = new Map<number, Diagnostic>();
  for (const { span, layer, message, fixes, related } of findings) {
    if (!span || span.file !== undefined || shown.has(placeOf(span))) continue;
    // One constructor call may make many layers; the advice must hold for all of them, or following it breaks another.
    if (layer !== undefined && alike.to(layer).some((other) => !layers.get(placeOf(span))!.has(other))) continue;
    shown.set(placeOf(span), { span, severity: rule.severity, code: rule.code, message, ...(related?.length ? { related } : {}), ...(fixes?.length ? { fixes } : {}) });
  }
  return [...shown.values()];
}

/** For each layer all layers of the same constructor call, itself included. Worked out when first asked. */
class SameConstructor {
  private made: ReadonlyMap<string, string[]> | null = null;

  constructor(private readonly findings: Findings) {}

  to(layer: string): readonly string[] {
    return (this.made ??= this.byLayer()).get(layer) ?? [];
  }

  private byLayer(): ReadonlyMap<string, string[]> {
    const places = new Map<number | string, Set<string>>();
    const enter = ({ layers }: ModelGraph): void => {
      for (const { id, span, inner } of layers) {
        if (span) {
          const place = span.file === undefined ? placeOf(span) : `${span.file}:${span.from}-${span.to}`;
          const others = places.get(place);
          if (others) others.add(id);
          else places.set(place, new Set([id]));
        }
        if (inner) enter(inner);
      }
    };
    for (const { graph } of this.findings.models) enter(graph);
    // A layer stands in no two places.
    return new Map([...places.values()].flatMap((ids) => { const all = [...ids]; return all.map((id) => [id, all] as const); }));
  }
}
