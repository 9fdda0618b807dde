import type { Diagnostic } from '../../core/analysis.js';
import { type FileFindings, ownFindings, placesOf } from './findings.js';

const commands = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' } as const satisfies Record<Diagnostic['severity'], string>;

/** Workflow commands, which GitHub Actions shows beside the lines of a pull request. */
export function githubReport(files: readonly FileFindings[]): string {
  return files.flatMap((one) => {
    const { file, text, error } = one;
    const path = file.replaceAll('\\', '/');
    if (error !== undefined) return [`::error file=${property(path)},title=ConvLens::${data(error)}\n`];
    const place = placesOf(text);
    return ownFindings(one).map(({ span, severity, code, message }) => {
      const { startLine, startColumn, endLine, endColumn } = place(span);
      // GitHub takes columns only where a finding stays on one line.
      const columns = startLine === endLine ? `,col=${startColumn},endColumn=${endColumn}` : '';
      return `::${commands[severity]} file=${property(path)},line=${startLine},endLine=${endLine}${columns},title=${property(`ConvLens: ${code}`)}::${data(message)}\n`;
    });
  }).join('');
}

/** Escapes as GitHub's toolkit does (`@actions/core`, command.ts). */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
