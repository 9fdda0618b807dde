/** Reads what a run kept of its epochs besides the curves (`inspection` in its folder). */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as v from 'valibot';
import { inspectedEpochs as epochsIn, inspectionFile, type Evaluation, type InspectionKind, type LayerRecord } from '../../core/protocol/inspection.js';
import { inTurns } from './files.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const counts = v.array(count);
const maybe = v.nullable(v.number());
const example = v.object({ index: count, actual: maybe, predicted: maybe, score: maybe, loss: maybe });
const classes = v.object({ count, names: v.nullable(v.array(v.string())), support: counts, predicted: counts, correct: counts, cells: counts, beyond: count });
const histogram = v.nullable(v.object({ low: v.number(), high: v.number(), counts }));
const layer = v.object({ layer: v.string(), type: v.string(), weights: histogram, gradient: maybe, ratio: maybe, activations: histogram, units: v.nullable(count), dead: v.nullable(count) });

const schemas = {
  evaluation: v.object({ epoch: count, split: v.picklist(['train', 'validation', 'test']), samples: count, classes: v.nullable(classes), examples: v.array(example), worst: count }),
  layers: v.object({ epoch: count, gradientImages: count, activationImages: count, layers: v.array(layer) }),
} satisfies { evaluation: v.GenericSchema<unknown, Evaluation>; layers: v.GenericSchema<unknown, LayerRecord> };

/** Ascending; none for a run of an older version. */
export async function inspectedEpochs(run: string, kind: InspectionKind): Promise<number[]> {
  return epochsIn(await readdir(join(run, 'inspection')).catch(() => []), kind);
}

/** Null where the epoch has none, or its file is not whole. */
export const readEvaluation = (run: string, epoch: number): Promise<Evaluation | null> => read(run, 'evaluation', epoch, schemas.evaluation);

/** Of all epochs that have one, ascending. */
export async function readLayers(run: string): Promise<LayerRecord[]> {
  const found = await inTurns(await inspectedEpochs(run, 'layers'), (epoch) => read(run, 'layers', epoch, schemas.layers));
  return found.filter((record) => record !== null);
}

/** Of the last epochs that have one. */
export async function readLatest(run: string): Promise<{ readonly layers: LayerRecord | null; readonly evaluation: Evaluation | null }> {
  const [layers, evaluations] = [(await inspectedEpochs(run, 'layers')).at(-1), (await inspectedEpochs(run, 'evaluation')).at(-1)];
  return {
    layers: layers === undefined ? null : await read(run, 'layers', layers, schemas.layers),
    evaluation: evaluations === undefined ? null : await readEvaluation(run, evaluations),
  };
}

async function read<T>(run: string, kind: InspectionKind, epoch: number, schema: v.GenericSchema<unknown, T>): Promise<T | null> {
  try {
    const parsed = v.safeParse(schema, JSON.parse((await promisify(gunzip)(await readFile(join(run, 'inspection', inspectionFile(kind, epoch))))).toString()));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
