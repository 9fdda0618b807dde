import { resolve } from 'node:path';
import { analyze } from '../../core/analyze.js';
import type { Analysis } from '../../core/analysis.js';
import { summaryText } from '../../core/features/summary.js';
import { isUserError } from '../../core/protocol/failure.js';
import { readText } from '../files.js';
import { placesIn, reportOf, type FileReport } from '../report/analysis.js';
import { defineVerb } from '../verb.js';

export default defineVerb({
  summary: 'Shapes, parameter counts, mistakes and the training recipe of Keras files, without running them.',
  operands: { usage: 'FILE...', least: 1, most: Infinity },
  options: { json: { type: 'boolean', help: 'Print everything as JSON.' } },
  details: 'Exit code 1 when a file has an error or a warning, or cannot be read; hints do not count.',
  async run({ values, operands, terminal }) {
    const reports: FileReport[] = [];
    let found = false;
    for (const file of operands) {
      let text: string;
      try {
        text = readText(file);
      } catch (error) {
        if (!isUserError(error)) throw error;
        found = true;
        terminal.err(`${error.message}\n`);
        reports.push({ file, models: [], calls: [], diagnostics: [], recipe: null, unknowns: [], error: error.message });
        continue;
      }
      const analysis = analyze(text, { file: resolve(file) });
      found ||= analysis.diagnostics.some(({ severity }) => severity !== 'hint');
      if (values.json) reports.push(reportOf(file, text, analysis));
      else terminal.out(describe(file, text, analysis));
    }
    if (values.json) terminal.out(`${JSON.stringify({ files: reports })}\n`);
    return found ? 1 : 0;
  },
});

/** Tables as Keras prints them, then one line a finding, as compilers write them (columns from 1). */
function describe(file: string, text: string, analysis: Analysis): string {
  const place = placesIn(text);
  const lines = analysis.models.map((model) => summaryText(model));
  for (const { span, severity, code, message } of analysis.diagnostics) {
    const { line, column } = place(span.from);
    lines.push(`${file}:${line}:${column + 1}: ${severity}: ${message} [${code}]`);
  }
  for (const { span, reason } of analysis.unknowns) {
    const at = span === null || span.file !== undefined ? '' : `:${place(span.from).line}:${place(span.from).column + 1}`;
    lines.push(`${file}${at}: unknown: ${reason}`);
  }
  if (lines.length === 0) lines.push(`${file}: no Keras model and no layer was found.`);
  return `${lines.join('\n')}\n`;
}
