/** What can be done at a place of a text: mends of what is underlined there, refactorings of the layer, changes of the whole file. */
import type { Analysis, Diagnostic, Fix } from '../../analysis.js';
import { type AnalyzeOptions, analyze } from '../../analyze.js';
import type { Span } from '../../graph/types.js';
import { kerasLayer } from '../../layers/lookup.js';
import { RuleContext } from '../../rules/context.js';
import type { WrittenCall } from '../../syntax/calls.js';
import { ModuleParser } from '../../syntax/parse.js';
import type { ActionSpec, FixSpec } from './define.js';
import { type Edits, applyEdits } from './edits.js';
import { specs } from './registry.generated.js';
import { silence } from './silence.js';

export interface Offer extends Fix {
  readonly kind: ActionSpec['kind'];
  /** What is mended; absent for refactorings. */
  readonly diagnostic?: Diagnostic;
}

const all: readonly ActionSpec[] = Object.values(specs);
const touches = (a: Span, b: { readonly from: number; readonly to: number }): boolean => a.file === undefined && a.from <= b.to && b.from <= a.to;

/**
 * All that is offered where `range` stands. `analysis` must be of this very text. A mend of an error is analysed before it is
 * offered: the error is gone afterwards, and nothing new is rejected.
 */
export function offersAt(text: string, analysis: Analysis, range: { readonly from: number; readonly to: number }, options: AnalyzeOptions = {}): Offer[] {
  const context = contextOf(text, analysis);
  const here = analysis.diagnostics.filter(({ span }) => touches(span, range));
  const mends = here.flatMap((diagnostic) => mendsOf(context, analysis, diagnostic, options));
  const source = sourceOffers(context, analysis);
  // A change of the whole file is found where one begins to mend it by hand.
  const legacy = here.find(({ code }) => code.startsWith('legacy-'));
  const whole = legacy ? source.map((offer): Offer => ({ ...offer, kind: 'quickfix', diagnostic: legacy })) : [];
  const written = layerCallAt(context, range);
  const broken = written && errorsOf(analysis).some(({ span }) => touches(span, written));
  const calls = written && !broken ? analysis.calls.filter(({ span }) => span.file === undefined && span.from === written.from && span.to === written.to) : [];
  const refactorings = all.flatMap((spec): Offer[] => (spec.kind === 'refactor' && written && calls.length > 0 ? [...spec.candidates(context, written, calls)].map((fix) => ({ ...fix, kind: 'refactor' })) : []));
  return distinct([...mends, ...whole, ...refactorings, ...source, ...here.flatMap((diagnostic) => silenceOf(text, diagnostic, options))]);
}

/** Changes of the whole file. */
export function sourceOffers(context: RuleContext, analysis: Analysis): Offer[] {
  return all.flatMap((spec): Offer[] => (spec.kind === 'source' ? [...spec.candidates(context, analysis.diagnostics)].map((fix) => ({ ...fix, kind: 'source' })) : []));
}

function mendsOf(context: RuleContext, analysis: Analysis, diagnostic: Diagnostic, options: AnalyzeOptions): Offer[] {
  const own = (diagnostic.fixes ?? []).map((fix): Offer => ({ ...fix, kind: 'quickfix', diagnostic }));
  const call = layerCallAt(context, diagnostic.span);
  const suited = all.filter((spec): spec is FixSpec => spec.kind === 'quickfix' && spec.codes.includes(diagnostic.code));
  const candidates = suited.flatMap((spec) => [...spec.candidates(context, diagnostic, call)]);
  return [...own, ...candidates.filter(({ edits }) => mends(context.text, analysis, diagnostic, edits, options)).map((fix): Offer => ({ ...fix, kind: 'quickfix', diagnostic }))];
}

const contexts = new WeakMap<Analysis, RuleContext>();
/** The text as rules see it, read once an analysis: editors ask at every move of the caret. */
function contextOf(text: string, analysis: Analysis): RuleContext {
  let context = contexts.get(analysis);
  if (!context) {
    context = new RuleContext(text, new ModuleParser().parse(text), analysis);
    contexts.set(analysis, context);
  }
  return context;
}

/** The comment that silences a diagnostic, where it does: inside a string it would be none. */
function silenceOf(text: string, diagnostic: Diagnostic, options: AnalyzeOptions): Offer[] {
  const fix = silence(text, diagnostic);
  const left = fix && analyze(applyEdits(text, fix.edits), { ...options, tried: true }).diagnostics;
  const speaks = left?.some(({ code, span }) => code === 'syntax-error' || (code === diagnostic.code && span.file === undefined && span.from === diagnostic.span.from));
  return fix && !speaks ? [{ ...fix, kind: 'quickfix', diagnostic }] : [];
}

const errorsOf = ({ diagnostics }: Analysis): readonly Diagnostic[] => diagnostics.filter(({ severity, span }) => severity === 'error' && span.file === undefined);

/** Whether an error is gone after edits. What a model hides behind its first error may show up later in the text, but nothing before or at it. */
function mends(text: string, before: Analysis, { span, code }: Diagnostic, edits: Edits, options: AnalyzeOptions): boolean {
  const left = errorsOf(analyze(applyEdits(text, edits), { ...options, tried: true }));
  const found = errorsOf(before);
  if (left.length < found.length) return true;
  const moved = (offset: number): number => edits.reduce((at, edit) => (edit.span.from <= offset ? at + edit.text.length - (Math.min(edit.span.to, offset) - edit.span.from) : at), offset);
  const known = new Set(found.filter((one) => one.span !== span).map((one) => `${one.code} ${one.message}`));
  return left.length === found.length && left.every((one) => known.has(`${one.code} ${one.message}`) || one.span.from > moved(span.to) || (one.code !== code && one.span.from > moved(span.from)));
}

/** The innermost call of a Keras layer's class around a place; of `layers.Dense(4)(x)` the constructor. */
export function layerCallAt({ written }: RuleContext, { from, to }: { readonly from: number; readonly to: number }): WrittenCall | null {
  const around = [...written.list()].filter((call) => call.from <= from && to <= call.to && kerasLayer(call.name) !== undefined);
  const inner = around.toSorted((a, b) => a.to - a.from - (b.to - b.from))[0];
  if (inner) return inner;
  // A finding may underline the application as a whole.
  const application = written.find((call) => call.from === from && call.to === to);
  return (application && written.find((call) => call.from === application.calleeFrom && call.to === application.calleeTo && kerasLayer(call.name) !== undefined)) ?? null;
}

function distinct(offers: readonly Offer[]): Offer[] {
  const seen = new Set<string>();
  return offers.filter((offer) => {
    const key = `${offer.kind} ${offer.title} ${JSON.stringify(offer.edits)}`;
    return !seen.has(key) && seen.add(key);
  });
}
