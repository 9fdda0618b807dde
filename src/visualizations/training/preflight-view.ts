import { html, nothing, type TemplateResult } from 'lit';
import { formatBytes } from '../../core/features/format.js';
import { memoryMargin, type MemoryEstimate, type Preflight } from '../../core/protocol/preflight.js';
import { facts } from '../elements/controls.js';
import { formatShort } from '../elements/numbers.js';

const verdicts = {
  yes: 'It fits.',
  tight: `It may not fit: the device has less than ${memoryMargin} times the estimate. A smaller batch is safer.`,
  no: 'It does not fit. Give fit a smaller batch_size, or take smaller images.',
  unknown: 'Whether it fits is not known: the device does not say how much memory it has.',
} satisfies Record<Preflight['fits'], string>;

/** What is known of a training before it starts. */
export function preflightView({ device, data, training, validation, epochs, steps, memory, fits, secondsPerStep, secondsPerEpoch, measuredSteps, startSeconds, eager, notes }: Preflight): TemplateResult {
  return html`<section class="preflight" aria-label="Before the training">
    <h3>Device</h3><p>${device.label}. ${device.why}${eager === null ? '' : ` The step runs uncompiled, and slowly, because of the kernel ${eager}.`}</p>
    <h3>Time</h3>${facts([
      ['One epoch', `${formatShort(secondsPerEpoch)}${validation > 0 ? ' with its validation' : ''}`],
      [`All ${epochs} epochs`, formatShort(secondsPerEpoch * epochs)],
      ['One step', `${formatShort(secondsPerStep)} (${measuredSteps === 0 ? 'the first one, with its compiling' : `mean of ${measuredSteps}`})`],
      ['Until the first step is done', formatShort(startSeconds)],
    ])}
    <h3>Memory</h3>${memory ? memoryFacts(memory, device.memoryBytes) : nothing}<p data-fits=${fits}>${verdicts[fits]}</p>
    <h3>Data</h3><p>${data}: ${training.toLocaleString('en-US')} images, ${steps.toLocaleString('en-US')} steps an epoch${validation > 0 ? `; ${validation.toLocaleString('en-US')} for validation` : ''}.</p>
    ${notes.map((note) => html`<p class="quiet">${note}</p>`)}
  </section>`;
}

const memoryFacts = ({ batch, weights, gradients, optimizer, activations, copies, input, total }: MemoryEstimate, available: number | null): TemplateResult => facts([
  ['Weights', formatBytes(weights)],
  ['Gradients', formatBytes(gradients)],
  ['Optimizer', formatBytes(optimizer)],
  [`Activations of ${batch} images`, formatBytes(activations)],
  ['Images and targets', formatBytes(input)],
  ['Beside these', formatBytes(copies)],
  ['All, estimated', formatBytes(total)],
  ['The device has', available === null ? 'not known' : formatBytes(available)],
]);
