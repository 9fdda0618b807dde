/** What the files of a run's folder say, checked: a file that was cut off or edited says nothing rather than something wrong. */
import * as v from 'valibot';
import type { EpochMetrics, RunInfo } from '../../core/protocol/engine.js';
import type { Recipe } from '../../core/recipe/types.js';
import type { Trainer } from '../../core/runs/process.js';
import { parametersOf, type Parameter } from '../../core/runs/parameters.js';

/** JSON has no NaN; a number that was none is written as null. */
const numbers = v.record(v.string(), v.pipe(v.nullable(v.number()), v.transform((value) => value ?? NaN)));

const runFile = v.object({
  id: v.string(), name: v.string(),
  state: v.picklist(['preparing', 'running', 'paused', 'stopped', 'finished', 'failed', 'interrupted']),
  device: v.string(), model: v.string(), sourceFile: v.string(), data: v.string(), started: v.string(),
  epochs: v.number(), epochsDone: v.number(), error: v.nullable(v.string()),
  warnings: v.optional(v.array(v.string()), []),
  test: v.optional(v.nullable(numbers), null),
});
const epochLine = v.object({ epoch: v.number(), loss: v.pipe(v.nullable(v.number()), v.transform((value) => value ?? NaN)), metrics: numbers, validation: numbers, seconds: v.number() });
const optionsFile = v.object({ seed: v.number(), process: v.number(), born: v.optional(v.nullable(v.string()), null) });
const recipeFile = v.custom<Recipe>((value) => typeof value === 'object' && value !== null && Array.isArray((value as Partial<Recipe>).losses) && typeof (value as Partial<Recipe>).optimizer === 'object', 'expected a recipe');

/** `run.json`; null where it is none. `directory` is where the run is found, which is not where it was made if the project was moved. */
export function parseRun(text: string | null, directory: string): RunInfo | null {
  const parsed = v.safeParse(runFile, json(text));
  return parsed.success ? { ...parsed.output, directory } : null;
}

/**
 * Finished epochs of `metrics.jsonl`, ascending. A line that a crash cut off is left out, of two lines for one epoch the later
 * counts, and a line behind `until` is of an epoch that has no checkpoint and will be trained again.
 */
export function parseEpochs(text: string | null, until: number): EpochMetrics[] {
  const byEpoch = new Map<number, EpochMetrics>();
  for (const line of (text ?? '').split('\n')) {
    const parsed = v.safeParse(epochLine, json(line));
    if (parsed.success && parsed.output.epoch <= until) byEpoch.set(parsed.output.epoch, parsed.output);
  }
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch);
}

/** Seed, and the process that trains or trained it, of `options.json`. */
export function parseOptions(text: string | null): ({ readonly seed: number } & Trainer) | null {
  const parsed = v.safeParse(optionsFile, json(text));
  return parsed.success ? parsed.output : null;
}

/** Parameters of `recipe.json`; null where it cannot be read. */
export function parseParameters(text: string | null, run: RunInfo, seed: number | null): Parameter[] | null {
  const parsed = v.safeParse(recipeFile, json(text));
  return parsed.success ? parametersOf(parsed.output, { run, seed }) : null;
}

function json(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
