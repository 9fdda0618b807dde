/** What other programs read of an analysis: only what is found, with its place. */
import type { Diagnostic } from '../../core/analysis.js';
import { Lines } from '../../core/syntax/lines.js';

/** One analysed file as the reports take it; `error` where it could not be read. */
export interface FileFindings {
  /** As it was named. */
  readonly file: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly error?: string;
}

export interface Place {
  /** From 1, both; columns in UTF-16 units. */
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function placesOf(text: string): (span: { readonly from: number; readonly to: number }) => Place {
  const lines = new Lines(text);
  return ({ from, to }) => {
    const [start, end] = [lines.position(from), lines.position(to)];
    return { startLine: start.line, startColumn: start.column + 1, endLine: end.line, endColumn: end.column + 1 };
  };
}

/** Findings in the file itself; those in files that it imports are told when these are analysed. */
export const ownFindings = ({ diagnostics }: FileFindings): readonly Diagnostic[] => diagnostics.filter(({ span }) => span.file === undefined);
