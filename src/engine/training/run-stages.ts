import type { RunStage, TrainRequest } from '../../core/protocol/engine.js';
import { formatCount } from '../../core/features/format.js';
import { partWords } from '../../core/features/training-words.js';
import { stageEpochs, stagesOf } from '../../core/recipe/stages.js';
import { lineOf } from '../errors.js';

/** What a run tells of each `fit` that it is going to do; nothing where there is one. */
export function runStages({ recipe, sourceText }: Pick<TrainRequest, 'recipe' | 'sourceText'>): readonly RunStage[] | undefined {
  const stages = stagesOf(recipe);
  if (stages.length === 1) return undefined;
  const epochs = stageEpochs(recipe);
  return stages.map(({ optimizer, compiled, fitSpan }, i) => {
    const trainable = compiled?.trainable ?? null;
    return { title: `${partWords(optimizer)}${trainable === null ? '' : `, ${formatCount(trainable)} trainable parameters`}`, line: lineOf(sourceText, fitSpan), after: epochs[i]!.after };
  });
}
