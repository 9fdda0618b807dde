import { resolve } from 'node:path';
import { readers } from '../../client/readers.js';
import { analyze } from '../../core/analyze.js';
import type { DataOverview, DataPart, DataRequest, DataSamples, FileCheck, FileNotes } from '../../core/protocol/data.js';
import { readText } from '../files.js';
import { figure } from '../report/progress.js';
import type { Terminal } from '../terminal.js';
import { recipeModel, withData } from '../trainable.js';
import { defineVerb } from '../verb.js';

/** Samples that are read for the range of values. */
const looked = 32;
/** Files that are named in the text; JSON names as many as are known. */
const named = 10;

export default defineVerb({
  summary: 'The data that a Keras file trains on, before any training: classes and how many samples of each, splits, shapes and values after preprocessing, files that are not taken.',
  operands: { usage: 'FILE', least: 1, most: 1 },
  options: {
    data: { type: 'string', value: 'DIR|NAME', help: 'Other data: a folder, or the name of a keras.datasets set.' },
    model: { type: 'string', value: 'NAME', help: 'Which model, where the file trains several.' },
    check: { type: 'boolean', help: 'Decode every image once, and list those that cannot be read.' },
    json: { type: 'boolean', help: 'Print the overview as JSON.' },
  },
  details: 'Images are counted without decoding them; a few are read for the range of values. Ends with 1 where the data does not fit the model, or an image cannot be read.',
  async run({ values, operands, terminal, engine }) {
    const file = resolve(operands[0]!);
    const text = readText(file);
    const model = recipeModel(operands[0]!, analyze(text, { file, ...readers([process.cwd()]) }), values.model);
    const recipe = values.data === undefined ? model.recipe : withData(model.recipe, values.data);
    const request: DataRequest = { graph: model.graph, recipe, sourceFile: file, sourceText: text };
    const overview = await engine.api.dataOverview(request, 'overview');
    const parts = [];
    for (const part of overview.parts) {
      const samples = await engine.api.dataSamples(request, { role: part.role, labels: [null], from: 0, count: looked });
      parts.push({ part, samples, check: values.check && part.files ? await engine.api.checkFiles(request, part.role, `check ${part.role}`) : null });
    }
    if (values.json) terminal.out(`${JSON.stringify(asJson(overview, parts))}\n`);
    else describe(overview, parts, terminal);
    const faults = parts.some(({ samples, check }) => samples.unreadable.length > 0 || (check?.unreadable.count ?? 0) > 0);
    return faults || overview.notes.some(({ kind }) => kind === 'warning') ? 1 : 0;
  },
});

interface LookedAt {
  readonly part: DataPart;
  readonly samples: DataSamples;
  readonly check: FileCheck | null;
}

/** What could not be read: of all files where all were looked at, else of those few that were. */
const unreadable = ({ samples, check }: LookedAt): FileNotes => check?.unreadable ?? { count: samples.unreadable.length, first: samples.unreadable };

const asJson = ({ classNames, changes, notes }: DataOverview, parts: readonly LookedAt[]): unknown => ({
  classNames, changes, notes,
  parts: parts.map((looked) => ({ ...looked.part, values: looked.samples.range, checked: looked.check?.done ?? looked.samples.groups[0]?.samples.length ?? 0, unreadable: unreadable(looked) })),
});

function describe({ classNames, changes, notes }: DataOverview, parts: readonly LookedAt[], terminal: Terminal): void {
  for (const looked of parts) {
    const { part, samples: { range } } = looked;
    terminal.out(`${part.role}: ${part.title}\n`);
    terminal.out(`  ${part.samples.toLocaleString('en-US')} samples of shape (${part.input.join(', ')}), targets of shape (${part.target.join(', ')}); ${part.batches.toLocaleString('en-US')} batches of ${part.batchSize}${part.shuffled ? ', shuffled' : ''}\n`);
    if (range) terminal.out(`  values ${figure(range.low)} to ${figure(range.high)}, mean ${figure(range.mean)} (over ${range.samples} samples, after preprocessing)\n`);
    for (const line of bars(part, classNames)) terminal.out(`  ${line}\n`);
    list('not taken', part.skipped, terminal);
    list('cannot be read', unreadable(looked), terminal);
    if (looked.check) terminal.out(`  all ${looked.check.total.toLocaleString('en-US')} files were looked at\n`);
  }
  terminal.out(changes.length > 0 ? `changed at random: ${changes.join(', ')}\n` : 'nothing changes images at random\n');
  for (const { kind, text } of notes) terminal.out(`${kind}: ${text}\n`);
}

const width = 30;

/** One line a class: name, bar, count, share. */
function bars({ classCounts, samples }: DataPart, names: readonly string[] | null): string[] {
  if (classCounts === null) return [];
  const titles = classCounts.map((_, label) => names?.[label] ?? String(label));
  const [longest, most] = [Math.max(...titles.map(({ length }) => length)), Math.max(...classCounts, 1)];
  const digits = most.toLocaleString('en-US').length;
  return classCounts.map((count, label) => `${titles[label]!.padEnd(longest)}  ${'█'.repeat(Math.round((width * count) / most)).padEnd(width)}  ${count.toLocaleString('en-US').padStart(digits)}  ${((100 * count) / Math.max(samples, 1)).toFixed(1).padStart(5)} %`);
}

function list(what: string, { count, first }: FileNotes, terminal: Terminal): void {
  if (count === 0) return;
  terminal.out(`  ${count.toLocaleString('en-US')} file${count === 1 ? '' : 's'} ${what}:\n`);
  for (const { path, reason } of first.slice(0, named)) terminal.out(`    ${path}: ${reason}\n`);
  if (count > named) terminal.out(`    and ${(count - named).toLocaleString('en-US')} more\n`);
}
