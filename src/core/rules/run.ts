import type { Diagnostic } from '../analysis.js';
import type { ModelGraph, Span } from '../graph/types.js';
import type { ParsedModule } from '../syntax/parse.js';
import { type Findings, RuleContext } from './context.js';
import type { Finding, Rule } from './define.js';
import type { Levels } from './levels.js';
import { specs } from './registry.generated.js';

/** Every rule, sorted by code. */
export const allRules: readonly Rule[] = Object.values(specs);

const key = ({ from, to, file }: Span): string => `${file ?? ''}:${from}-${to}`;

export interface AdviceOptions {
  readonly levels?: Levels;
  /** Told of a rule that throws; the others still speak. */
  readonly failed: (error: unknown) => void;
}

/** What the rules say of an analysed text, by place. */
export function advise(parsed: ParsedModule, analysis: Findings, { levels = {}, failed }: AdviceOptions): Diagnostic[] {
  if (analysis.models.length === 0 && analysis.calls.length === 0) return [];
  const context = new RuleContext(parsed.text, parsed, analysis);
  const made = layersByPlace(analysis);
  const found = allRules.flatMap((rule) => {
    if (levels[rule.code] === 'off' || (rule.optIn && !(rule.code in levels))) return [];
    try {
      return adviceOf(rule, [...rule.check(context)], made);
    } catch (error) {
      failed(error);
      return [];
    }
  });
  return found.sort((a, b) => a.span.from - b.span.from);
}

function adviceOf(rule: Rule, findings: readonly Finding[], made: ReadonlyMap<string, ReadonlySet<string>>): Diagnostic[] {
  const layers = new Map<string, Set<string>>();
  for (const { span, layer } of findings) if (span && layer !== undefined) layers.set(key(span), (layers.get(key(span)) ?? new Set()).add(layer));
  const shown = new Map<string, Diagnostic>();
  for (const { span, layer, message, fixes, related } of findings) {
    if (!span || span.file !== undefined || shown.has(key(span))) continue;
    // One constructor call may make many layers; the advice must hold for all of them, or following it breaks another.
    if (layer !== undefined && [...(made.get(layer) ?? [])].some((other) => !layers.get(key(span))!.has(other))) continue;
    shown.set(key(span), { span, severity: rule.severity, code: rule.code, message, ...(related?.length ? { related } : {}), ...(fixes?.length ? { fixes } : {}) });
  }
  return [...shown.values()];
}

/** For each layer all layers of the same constructor call, itself included. */
function layersByPlace({ models }: Findings): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  const byLayer = new Map<string, Set<string>>();
  const enter = ({ layers }: ModelGraph): void => {
    for (const { id, span, inner } of layers) {
      if (span) {
        const place = places.get(key(span)) ?? new Set();
        places.set(key(span), place.add(id));
        byLayer.set(id, place);
      }
      if (inner) enter(inner);
    }
  };
  for (const { graph } of models) enter(graph);
  return byLayer;
}
