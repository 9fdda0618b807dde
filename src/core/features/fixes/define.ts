import type { Diagnostic, Fix, LayerCall } from '../../analysis.js';
import type { RuleContext } from '../../rules/context.js';
import type { WrittenCall } from '../../syntax/calls.js';

/** A mend of what Keras rejects. It is offered only where the mended text was analysed and the error is gone. */
export interface FixSpec {
  readonly kind: 'quickfix';
  /** Codes of the diagnostics that it mends. */
  readonly codes: readonly string[];
  /** Candidates, the likeliest first. `call` is the innermost call of a layer around what is underlined. */
  candidates(context: RuleContext, diagnostic: Diagnostic, call: WrittenCall | null): Iterable<Fix>;
}

/** A change that keeps the file right, offered at a layer. */
export interface RefactoringSpec {
  readonly kind: 'refactor';
  /** `calls` are all the layers that the constructor call `written` makes. */
  candidates(context: RuleContext, written: WrittenCall, calls: readonly LayerCall[]): Iterable<Fix>;
}

/** A change of the whole file. */
export interface SourceSpec {
  readonly kind: 'source';
  candidates(context: RuleContext, diagnostics: readonly Diagnostic[]): Iterable<Fix>;
}

export type ActionSpec = FixSpec | RefactoringSpec | SourceSpec;

export const defineFix = (spec: Omit<FixSpec, 'kind'>): ActionSpec => ({ kind: 'quickfix', ...spec });
export const defineRefactoring = (spec: Omit<RefactoringSpec, 'kind'>): ActionSpec => ({ kind: 'refactor', ...spec });
export const defineSourceAction = (spec: Omit<SourceSpec, 'kind'>): ActionSpec => ({ kind: 'source', ...spec });
