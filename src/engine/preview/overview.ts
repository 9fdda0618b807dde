import { basename } from 'node:path';
import type { DataOverview, DataPart, DataRequest } from '../../core/protocol/data.js';
import type { ConfigValue } from '../../core/graph/types.js';
import type { Part } from '../../core/recipe/types.js';
import { stepsIn, targetsOf } from '../datasets/open.js';
import { atLine, isUserError } from '../errors.js';
import { checkData, sameShapes } from '../training/check.js';
import { stepsOf, testBatch, validationBatch, type Steps } from '../training/prepare.js';
import { planTraining } from '../training/plan.js';
import { countsOf } from './labels.js';
import { isRandom, leadingLayers } from './inside.js';
import type { PreviewPart } from './session.js';

const none = { count: 0, first: [] };

/** All that is known of the data without decoding a single image. */
export async function overviewOf(parts: readonly PreviewPart[], request: DataRequest): Promise<DataOverview> {
  const classNames = parts[0]?.data.classNames ?? null;
  const steps = await stepsOf(request.recipe, request);
  const described = parts.map((part) => describe(part, request, steps));
  return {
    parts: described,
    classNames,
    changes: changesOf(request),
    notes: [
      ...(await mismatches(parts, request)).map((text) => ({ kind: 'warning' as const, text })),
      ...[...new Set(parts.flatMap(({ data }) => data.notes))].map((text) => ({ kind: 'warning' as const, text })),
      ...described.flatMap(({ role, classCounts }) => unbalanced(role, classCounts, classNames)).map((text) => ({ kind: 'info' as const, text })),
    ],
  };
}

function describe({ role, data, labels }: PreviewPart, { recipe }: DataRequest, steps: Steps): DataPart {
  const batchSize = role === 'validation' ? validationBatch({ validation: data }, recipe, recipe.batchSize) : role === 'test' ? testBatch({ test: data }, recipe) : (data.batchSize ?? recipe.batchSize);
  return {
    role,
    title: data.title,
    samples: data.x.count,
    classCounts: labels && countsOf(labels, data.classNames?.length ?? 0),
    input: data.x.shape,
    target: data.y.shape,
    batchSize,
    batches: stepsIn(steps[role], data, batchSize),
    shuffled: role === 'training' && (data.shuffle ?? recipe.shuffle),
    files: data.files !== null,
    skipped: data.files === null ? none : { count: data.files.skipped.count, first: data.files.skipped.first },
  };
}

/** What a training would refuse, each in its sentence. */
async function mismatches([first, ...others]: readonly PreviewPart[], { graph, recipe, sourceText }: DataRequest): Promise<string[]> {
  const found: string[] = [];
  const attempt = async (act: () => void | Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (!isUserError(error)) throw error;
      found.push(error.message);
    }
  };
  if (first === undefined) return found;
  const { data } = first;
  await attempt(() => checkData(planTraining(graph, recipe, targetsOf(data).map(({ shape, dtype }) => ({ shape, dtype })), sourceText), data, atLine(sourceText, recipe.train?.x.span ?? null)));
  for (const other of others) await attempt(() => sameShapes(data, other.data, other.role));
  return found;
}

/** A class that has less than this share of the largest one's samples is worth a word. */
const faint = 1 / 3;

function unbalanced(role: string, counts: readonly number[] | null, names: readonly string[] | null): string[] {
  const present = (counts ?? []).map((count, label) => ({ count, name: names?.[label] ?? String(label) })).filter(({ count }) => count > 0);
  const [least, most] = [Math.min(...present.map(({ count }) => count)), Math.max(...present.map(({ count }) => count))];
  if (present.length < 2 || least > most * faint) return [];
  const [small, large] = [present.find(({ count }) => count === least)!, present.find(({ count }) => count === most)!];
  return [`The ${role} data is unbalanced: "${large.name}" has ${most.toLocaleString('en-US')} samples and "${small.name}" ${least.toLocaleString('en-US')}, so always answering "${large.name}" would look good already. class_weight, or more of the small classes, helps.`];
}

/** What changes images at random: in the data's own steps, and in the model's first layers. */
function changesOf({ graph, recipe }: DataRequest): string[] {
  const steps = recipe.train?.x.steps.flatMap((step) => (step.op === 'augment' ? step.parts.map((part) => inWords(part)) : [])) ?? [];
  const inside = leadingLayers(graph)?.layers.filter(isRandom).map(({ name, type }) => `${type} "${name}" in the model`) ?? [];
  return [...steps, ...inside];
}

/** e.g. "ImageDataGenerator(rotation_range=40, horizontal_flip=True)". */
function inWords({ className, config }: Part): string {
  const given = Object.entries(config).filter(([name, value]) => value !== null && !['fillMode', 'cval', 'interpolationOrder', 'seed', 'dataFormat', 'valueRange', 'fillValue', 'interpolation', 'name', 'dtype', 'trainable'].includes(name));
  return `${className}(${given.map(([name, value]) => `${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}=${literal(value)}`).join(', ')})`;
}

function literal(value: ConfigValue): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return Array.isArray(value) ? `(${(value as readonly ConfigValue[]).map(literal).join(', ')})` : typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}

/** The file's name, or the sample's number. */
export const titleOf = ({ data: { files } }: PreviewPart, index: number): string => (files ? basename(files.paths[index]!) : `#${index}`);
