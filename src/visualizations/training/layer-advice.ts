/** What the layers of a run say about it after an epoch. Pure. */
import type { LayerFacts, LayerRecord } from '../../core/protocol/inspection.js';
import { formatPercent } from '../elements/numbers.js';
import type { TrainingMessage } from './contract.js';
import { deadShare } from './course.js';

/** From this share of dead units on a layer is worth a word. */
const manyDead = 0.5;
/** Images that a unit has to be silent for before it is called dead. */
const enoughImages = 16;
/** A gradient that is so many times shorter in the first layers than in the last does not reach them. */
const vanished = 1e-5;
const exploded = 1e4;
/** Usual lengths of a step over those of the weights: about a thousandth (Karpathy, CS231n notes, "Ratio of weights:updates"). */
const fast = 0.2;
const slow = 1e-6;

const shown = (value: number): string => String(Number(value.toPrecision(2)));

/** The first reason that fits of each kind; the layer that shows it most is named. */
export function layerAdvice({ layers, activationImages, epoch }: LayerRecord): TrainingMessage[] {
  const found = [activationImages >= enoughImages ? deadUnits(layers, epoch) : null, exploding(layers, epoch) ?? vanishing(layers, epoch), steps(layers, epoch)];
  return found.filter((message) => message !== null);
}

function deadUnits(layers: readonly LayerFacts[], epoch: number): TrainingMessage | null {
  const worst = most(layers, (layer) => deadShare(layer));
  const share = worst && deadShare(worst);
  if (!worst || share === null || share < manyDead) return null;
  return ofLayer(worst, `${worst.dead} of the ${worst.units} units of ${worst.layer} (${formatPercent(share)}) give 0 for every image of the sample after epoch ${epoch}: they learn nothing any more. A smaller learning rate, LeakyReLU or "he_normal" as kernel_initializer usually help.`);
}

function exploding(layers: readonly LayerFacts[], epoch: number): TrainingMessage | null {
  const worst = most(layers, ({ gradient }) => gradient);
  const length = worst?.gradient ?? 0;
  if (!worst || length < exploded) return null;
  return ofLayer(worst, `The gradient of ${worst.layer} has the length ${shown(length)} after epoch ${epoch}: gradients explode. clipnorm=1.0 in the optimizer, BatchNormalization or a smaller learning rate usually help.`);
}

function vanishing(layers: readonly LayerFacts[], epoch: number): TrainingMessage | null {
  const trained = layers.filter(({ gradient }) => gradient !== null);
  const [first, last] = [trained[0], trained.at(-1)];
  // All gradients are short near a minimum; only where the last layer still learns has the first lost something.
  if (trained.length < 3 || !first || !last || !(last.gradient! > 1e-4) || first.gradient! > vanished * last.gradient!) return null;
  return ofLayer(first, `The gradient of ${first.layer} is ${shown(first.gradient!)} long after epoch ${epoch}, that of ${last.layer} ${shown(last.gradient!)}: it vanishes on the way. ReLU instead of sigmoid or tanh, BatchNormalization or shortcuts usually help.`);
}

function steps(layers: readonly LayerFacts[], epoch: number): TrainingMessage | null {
  const ratios = layers.flatMap(({ ratio }) => ratio ?? []).sort((a, b) => a - b);
  const middle = ratios[Math.floor(ratios.length / 2)];
  if (middle === undefined || (middle <= fast && middle >= slow)) return null;
  const much = middle > fast;
  // Where there is nothing left to learn, steps are short at any rate.
  if (!much && layers.every(({ gradient }) => (gradient ?? 0) < 1e-3)) return null;
  return { kind: 'warning', place: { kind: 'recipe', part: 'optimizer' }, text: `One step changes the weights by ${formatPercent(middle)} of their length (middle of the layers, epoch ${epoch}); about 0.1 % is usual. The learning rate is probably too ${much ? 'high: try a tenth' : 'low: try ten times as much'}.` };
}

const most = (layers: readonly LayerFacts[], of: (layer: LayerFacts) => number | null): LayerFacts | null => layers.reduce<LayerFacts | null>((best, layer) => (of(layer) !== null && (best === null || of(layer)! > of(best)!) ? layer : best), null);

const ofLayer = ({ layer }: LayerFacts, text: string): TrainingMessage => ({ kind: 'warning', text, place: { kind: 'layer', layer } });
