/** SARIF 2.1.0 (OASIS standard), which code scanning services read. */
import type { Diagnostic, Fix } from '../../core/analysis.js';
import { allRules } from '../../core/rules/run.js';
import { type FileFindings, type Place, ownFindings, placesOf } from './findings.js';

const levels = { error: 'error', warning: 'warning', info: 'note', hint: 'note' } as const satisfies Record<Diagnostic['severity'], string>;

/** The log of one run. */
export function sarifReport(files: readonly FileFindings[], version: string): string {
  const codes = [...new Set(files.flatMap((file) => ownFindings(file).map(({ code }) => code)))].sort();
  const failed = files.filter(({ error }) => error !== undefined);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'ConvLens', version, semanticVersion: version, rules: codes.map(describe) } },
      columnKind: 'utf16CodeUnits',
      invocations: [{
        executionSuccessful: failed.length === 0,
        toolExecutionNotifications: failed.map(({ file, error }) => ({ level: 'error', message: { text: error }, locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }] })),
      }],
      results: files.flatMap((file) => resultsOf(file, codes)),
    }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** What is known of a code: of advice its reason and examples; what Keras rejects explains itself in each message. */
function describe(code: string) {
  const rule = allRules.find((one) => one.code === code);
  if (!rule) return { id: code, shortDescription: { text: `${code[0]!.toUpperCase()}${code.slice(1).replaceAll('-', ' ')}.` } };
  return {
    id: code,
    shortDescription: { text: rule.summary.replaceAll('`', '') },
    fullDescription: { text: rule.why.replaceAll('`', '') },
    help: { text: rule.why, markdown: `${rule.why}\n\nFound:\n\`\`\`python\n${rule.bad}\n\`\`\`\nBetter:\n\`\`\`python\n${rule.good}\n\`\`\`` },
    defaultConfiguration: { level: levels[rule.severity] },
  };
}

function resultsOf(file: FileFindings, codes: readonly string[]) {
  const place = placesOf(file.text);
  const uri = uriOf(file.file);
  const location = (region: Place, text?: string) => ({ physicalLocation: { artifactLocation: { uri }, region }, ...(text === undefined ? {} : { message: { text } }) });
  return ownFindings(file).map(({ code, severity, message, span, related = [], fixes = [] }) => ({
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: message },
    locations: [location(place(span))],
    ...(related.length > 0 ? { relatedLocations: related.filter((one) => one.span.file === undefined).map((one, id) => ({ id, ...location(place(one.span), one.message) })) } : {}),
    ...(fixes.length > 0 ? { fixes: fixes.map((fix) => fixOf(fix, uri, place)) } : {}),
  }));
}

function fixOf({ title, edits }: Fix, uri: string, place: (span: { readonly from: number; readonly to: number }) => Place) {
  return {
    description: { text: title },
    artifactChanges: [{ artifactLocation: { uri }, replacements: edits.map(({ span, text }) => ({ deletedRegion: place(span), insertedContent: { text } })) }],
  };
}

/** A path as it was named, as a reference to a URI. */
const uriOf = (path: string): string => path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/').replace(/^([A-Za-z])%3A\//, 'file:///$1:/');
