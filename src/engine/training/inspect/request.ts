/** An evaluation that was asked for: of a run without validation, or of an epoch that has none yet. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Evaluation } from '../../../core/protocol/inspection.js';
import { UserError } from '../../errors.js';
import { openKerasFile, weightsFrom } from '../../modelfiles/keras-file.js';
import { initialWeights } from '../../model/initialize.js';
import { Cancelled, type RequestSide } from '../../pictures/context.js';
import { writeInspection } from '../../runs/inspections.js';
import { Run } from '../../runs/run.js';
import type { Device } from '../../trace/step.js';
import { Control } from '../control.js';
import { evaluate, Steps } from '../fit.js';
import { prepare } from '../prepare.js';
import { EvaluationRecord, type Place } from './evaluation.js';
import { validationPlace } from './place.js';

/** On the validation data, else the test data, else the training data; kept in the run's folder. Throws a UserError and `Cancelled`. */
export async function evaluateRun(directory: string, epoch: number, device: Device, { signal }: Pick<RequestSide, 'signal'>): Promise<Evaluation> {
  const run = await Run.open(directory);
  const path = await run.weightsFile(epoch);
  const { graph, recipe, sourceText, options, info } = run;
  const { plan, train, validation, test } = await prepare({ graph, recipe: { ...recipe, start: null }, sourceText, sourceFile: info.sourceFile, missingDataset: options.missingDataset ?? undefined });
  const place: Place = (validation === null ? null : validationPlace(recipe, train.x.count)) ?? { split: test === null ? 'train' : 'test', from: 0 };
  const data = validation ?? test ?? train;
  const values = weightsFrom(await openKerasFile(await readFile(path), basename(path)), graph, basename(path));
  const state = await device.createState(Object.fromEntries(Object.entries(initialWeights(graph)).map(([name, variable]) => [name, { ...variable, values: values[name] ?? variable.values }])));
  const steps = new Steps(plan, device);
  const control = new Control();
  const stop = (): void => control.stop();
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) throw new Cancelled();
    const record = new EvaluationRecord(plan, place, train.classNames ?? data.classNames);
    const logs = await evaluate(plan, steps, state, data, data.batchSize ?? recipe.batchSize, null, { seed: options.seed, epoch }, { control, seen: (indices, reports) => record.add(indices, reports) });
    if (logs === null) throw new Cancelled();
    const evaluation = record.result(epoch);
    if (evaluation === null) throw new UserError('None of the images could be read. Check whether the data is still where it was.');
    await writeInspection(directory, 'evaluation', evaluation);
    return evaluation;
  } finally {
    signal.removeEventListener('abort', stop);
    await Promise.allSettled([steps.dispose(), state.dispose()]);
  }
}
