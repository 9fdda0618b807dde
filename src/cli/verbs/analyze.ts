import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type FoundProject, projectOf } from '../../client/project.js';
import { readers } from '../../client/readers.js';
import { analyze } from '../../core/analyze.js';
import type { Analysis, Diagnostic } from '../../core/analysis.js';
import { summaryText } from '../../core/features/summary.js';
import { type FailOn, SEVERITIES } from '../../core/project.js';
import { isUserError } from '../../core/protocol/failure.js';
import { readText } from '../files.js';
import { placesIn, reportOf, type FileReport } from '../report/analysis.js';
import type { FileFindings } from '../report/findings.js';
import { githubReport } from '../report/github.js';
import { sarifReport } from '../report/sarif.js';
import { sourcesOf } from '../sources.js';
import { UsageError, defineVerb, oneOf } from '../verb.js';

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;

interface Result extends FileFindings {
  readonly report: FileReport;
}

export default defineVerb({
  summary: 'Shapes, parameter counts, mistakes and the training recipe of Keras files, without running them.',
  operands: { usage: 'FILE-or-FOLDER...', least: 1, most: Infinity },
  options: {
    format: { type: 'string', value: FORMATS.join('|'), help: 'How to print: text (default), everything as json, findings as sarif or github.' },
    json: { type: 'boolean', help: 'The same as --format json.' },
    'fail-on': { type: 'string', value: SEVERITIES.join('|'), help: 'The quietest finding with which the exit code is 1 (default: warning).' },
  },
  details: [
    'Exit code 1 when a file has an error or a warning, or cannot be read; 2 on a mistake in the command or the configuration.',
    'Rules are chosen in the nearest pyproject.toml: fail-on and exclude under [tool.convlens], a level (off, hint, info, warning) for each rule',
    'under [tool.convlens.rules]. A comment `# convlens: ignore[rule]` silences one line.',
  ].join('\n'),
  async run({ values, operands, terminal, root }) {
    const format = oneOf('format', values.format, FORMATS) ?? (values.json ? 'json' : 'text');
    if (values.json && format !== 'json') throw new UsageError(`--json and --format ${format} exclude each other; give one of them.`);
    const failOn = oneOf('fail-on', values['fail-on'], SEVERITIES);
    const results: Result[] = [];
    let failed = false;
    for (const file of sourcesOf(operands)) {
      const found = projectOf(resolve(file));
      refuse(found);
      const { levels } = found.project;
      let text: string;
      try {
        text = readText(file);
      } catch (error) {
        if (!isUserError(error)) throw error;
        failed = true;
        terminal.err(`${error.message}\n`);
        results.push({ file, text: '', diagnostics: [], error: error.message, report: { file, models: [], calls: [], diagnostics: [], recipe: null, unknowns: [], error: error.message } });
        continue;
      }
      const roots = [...new Set([process.cwd(), ...(found.file === null ? [] : [dirname(found.file)])])];
      const analysis = analyze(text, { file: resolve(file), levels, ...readers(roots) });
      failed ||= fails(analysis.diagnostics, failOn ?? found.project.failOn);
      if (format === 'text') terminal.out(describe(file, text, analysis));
      else results.push({ file, text, diagnostics: analysis.diagnostics, report: reportOf(file, text, analysis) });
    }
    if (format === 'json') terminal.out(`${JSON.stringify({ files: results.map(({ report }) => report) })}\n`);
    if (format === 'github') terminal.out(githubReport(results));
    if (format === 'sarif') terminal.out(sarifReport(results, versionOf(root)));
    return failed ? 1 : 0;
  },
});

/** A configuration that is not understood must not pass for one that allows everything. */
function refuse({ file, problems }: FoundProject): void {
  if (problems.length > 0) throw new UsageError(`${file ?? ''}: ${problems.join(' ')}`);
}

/** What stands in an imported file counts where that file is analysed. */
const fails = (diagnostics: readonly Diagnostic[], failOn: FailOn): boolean => diagnostics.some(({ severity, span }) => span.file === undefined && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn));

const versionOf = (root: string): string => (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;

/** Tables as Keras prints them, then one line a finding, as compilers write them (columns from 1). */
function describe(file: string, text: string, analysis: Analysis): string {
  const place = placesIn(text);
  const lines = analysis.models.map((model) => summaryText(model));
  for (const { span, severity, code, message } of analysis.diagnostics) {
    if (span.file !== undefined) continue;
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
