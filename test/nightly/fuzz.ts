/**
 * `npm run test:nightly [-- fuzz [COUNT [SEED]]]`: the analyser on mutated and truncated files (20,000 unless told). It must not throw, must
 * not fail inside, and must stay within its budget. Then on a tenth as many edits: from the place of an edit on it must find what it
 * finds in a text that it has never seen. Prints the seed; the same seed makes the same files again.
 */
import { analyze } from '../../src/core/analyze.js';
import { hazards, rearranged } from '../unit/analyze/hazards.js';
import { broken, numbers, texts, typed, written } from '../unit/analyze/mutations.js';

/** Processor time that no file of these sizes may take, however it is broken, on any machine that runs this. */
const LIMIT_MS = 5_000;

const count = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
console.log(`[nightly] ${count} broken files, seed ${seed}`);

const next = numbers(seed);
const bad: string[] = [];
let slowest = 0;
for (let i = 1; i <= count; i++) {
  const text = broken(next);
  const start = process.cpuUsage();
  try {
    const { unknowns } = analyze(text);
    if (unknowns.some(({ reason }) => reason.startsWith('The analysis failed'))) bad.push(`file ${i}: the analysis failed inside`);
  } catch (error) {
    bad.push(`file ${i}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  const { user, system } = process.cpuUsage(start);
  const took = (user + system) / 1_000;
  slowest = Math.max(slowest, took);
  if (took > LIMIT_MS) bad.push(`file ${i}: ${took.toFixed(0)} ms`);
  if (bad.length > 0 && bad.length <= 5 && bad.at(-1)!.startsWith(`file ${i}:`)) console.log(`${bad.at(-1)}\n--- text\n${text}\n---`);
  if (i % 2_000 === 0) console.log(`[nightly] ${i} of ${count}, slowest ${slowest.toFixed(0)} ms`);
}
const edits = Math.ceil(count / 10);
for (let i = 0; i < edits; ) {
  const length = Math.min(10, edits - i);
  const versions = next(2) === 0 ? typed(texts[next(texts.length)]!, length, next) : rearranged(hazards[next(hazards.length)]!, length, next);
  const results = versions.map((version) => written(analyze(version, { file: 'edited.py' })));
  for (const [nth, version] of versions.entries()) {
    i++;
    if (results[nth] === written(analyze(version, { file: `fresh-${i}.py` }))) continue;
    bad.push(`edit ${i}: another result than that of the text alone`);
    if (bad.length <= 5) console.log(`${bad.at(-1)}\n--- before\n${versions[nth - 1] ?? ''}\n--- after\n${version}\n---`);
  }
}
console.log(bad.length === 0 ? `[nightly] passed: ${count} files, ${edits} edits, slowest ${slowest.toFixed(0)} ms` : `[nightly] failed: ${bad.length} of ${count} files, seed ${seed}`);
process.exitCode = bad.length === 0 ? 0 : 1;
