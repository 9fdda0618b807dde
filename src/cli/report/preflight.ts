/** What is known of a training before it starts, for a terminal. */
import { formatBytes } from '../../core/features/format.js';
import { memoryMargin, type Preflight } from '../../core/protocol/preflight.js';
import { stageWords } from '../../core/runs/stages.js';
import { duration } from './progress.js';

const verdicts = {
  yes: 'it fits', tight: `it may not fit: the device has less than ${memoryMargin} times the estimate`, no: 'it does not fit; give fit a smaller batch_size', unknown: 'whether it fits is not known',
} satisfies Record<Preflight['fits'], string>;

export function preflightText(name: string, { device, data, training, validation, epochs, steps, memory, fits, secondsPerStep, secondsPerEpoch, measuredSteps, startSeconds, eager, stages = [], notes }: Preflight): string {
  const milliseconds = (seconds: number): string => (seconds < 1 ? `${Number((1000 * seconds).toPrecision(3))} ms` : `${seconds.toFixed(1)} s`);
  const parts = memory && `weights ${formatBytes(memory.weights)}, gradients ${formatBytes(memory.gradients)}, optimizer ${formatBytes(memory.optimizer)}, activations of ${memory.batch} images ${formatBytes(memory.activations)}, images and targets ${formatBytes(memory.input)}, beside these ${formatBytes(memory.copies)}`;
  const epochTime = (seconds: number): string => (seconds < 10 ? milliseconds(seconds) : duration(seconds));
  return [
    `Model:   ${name}`,
    `Data:    ${data}: ${training.toLocaleString('en-US')} for training${validation > 0 ? `, ${validation.toLocaleString('en-US')} for validation` : ''}; ${steps.toLocaleString('en-US')} steps an epoch`,
    `Device:  ${device.label}. ${device.why}${eager === null ? '' : ` Runs uncompiled, and slowly, because of the kernel ${eager}.`}`,
    `Memory:  ${memory ? `${formatBytes(memory.total)} estimated (${parts}); the device has ${device.memoryBytes === null ? 'an unknown amount' : formatBytes(device.memoryBytes)}: ` : ''}${verdicts[fits]}`,
    `Time:    ${epochTime(secondsPerEpoch)} an epoch${validation > 0 ? ' with its validation' : ''}, ${duration(secondsPerEpoch * epochs)} for all ${epochs}; a step takes ${milliseconds(secondsPerStep)} (${measuredSteps === 0 ? 'the first one, with its compiling' : `mean of ${measuredSteps}`}), the first is done after ${milliseconds(startSeconds)}`,
    ...stages.map((stage, at) => `Stages:  ${stageWords(stages, at)} ${stage.epochs === 1 ? 'One epoch' : `${stage.epochs} epochs`} of ${epochTime(stage.secondsPerEpoch)}`),
    ...notes.map((note) => `Note:    ${note}`),
    '',
  ].join('\n');
}
