import type { ComputeContext } from '../compute.js';
import type { ShownLayer } from '../layers.js';
import { shownLayers } from '../layers.js';
import type { Logits } from '../logits.js';
import type { CamScore, Curve, ScaledMap, Trust } from './contract.js';
import type { CamMethodSpec, Question } from './define.js';
import { features } from './explain.js';
import { blurred, byImportance, meanColour, rankCorrelation } from './measures.js';
import { questionOf } from './question.js';

/** Points of a curve behind its first. */
const curveSteps = 20;
/** Stages of randomization at most: a deep model's are spread over its layers. */
const mostStages = 8;
const mostDraws = 4;

export interface Trusted {
  readonly map: ScaledMap;
  readonly layer: ShownLayer;
  readonly target: number;
  readonly score: CamScore;
  readonly logits: Logits;
  readonly context: ComputeContext;
  readonly method: string;
  readonly spec: CamMethodSpec;
  /** The same question with the class's probability for a score. */
  readonly probability: Question;
}

/**
 * How far to trust a map. Deletion and insertion (Petsiuk et al. 2018, "RISE", section 4.1, algorithm 1): the class's probability as the
 * most important pixels are replaced by the image's mean colour, or come back into a blurred image; a map that found what mattered has a
 * small area under the first curve and a large one under the second. Average drop (Chattopadhyay et al. 2018, section 5.1): the share of
 * the probability lost when the image is multiplied by the map. Randomization (Adebayo et al. 2018, "Sanity Checks for Saliency Maps",
 * section 3.1, cascading): the rank correlation with the map after the weights from the output backwards were drawn anew.
 */
export async function trustIn(given: Trusted): Promise<Trust> {
  const { map, probability } = given;
  const { image } = probability;
  const order = byImportance(map.overlay.values);
  const gone = meanColour(image.values, image.shape);
  const soft = blurred(image.values, image.shape);
  const [whole = NaN, masked = NaN] = await probability.scores(concat(image.values, multiplied(image.values, map.overlay.values, probability.black)), 2);
  return {
    deletion: await curve(order, image.values, gone, probability),
    insertion: await curve(order, soft, image.values, probability),
    whole,
    masked,
    drop: whole > 0 ? Math.max(0, whole - masked) / whole : null,
    ...(await randomization(given)),
  };
}

/** Probabilities as ever more pixels of `from`, in an order, are taken from `to`. */
async function curve(order: Uint32Array, from: Float32Array, to: Float32Array, { scores, image }: Question): Promise<Curve> {
  const channels = from.length / order.length;
  const images = new Float32Array((curveSteps + 1) * from.length);
  const now = from.slice();
  let done = 0;
  for (let step = 0; step <= curveSteps; step++) {
    for (const until = Math.round((step / curveSteps) * order.length); done < until; done++) {
      const at = order[done]! * channels;
      now.set(to.subarray(at, at + channels), at);
    }
    images.set(now, step * image.values.length);
  }
  const probabilities = [...(await scores(images, curveSteps + 1))];
  const inner = probabilities.reduce((sum, value) => sum + value, 0) - ((probabilities[0] ?? 0) + (probabilities.at(-1) ?? 0)) / 2;
  return { shares: probabilities.map((_, step) => step / curveSteps), probabilities, area: inner / curveSteps };
}

async function randomization({ map, layer, target, score, logits, context, method, spec }: Trusted): Promise<Pick<Trust, 'randomization' | 'skipped'>> {
  if (spec.slow) return { randomization: [], skipped: `${spec.title} looks at many images, so that the check of random weights would take as long as many maps; it is made for the quicker methods.` };
  const weighted = shownLayers(context.model).filter((shown) => shown.layer.weights.length > 0).map(({ path }) => path).reverse();
  const count = Math.min(mostStages, weighted.length);
  const stages = Array.from({ length: count }, (_, i) => Math.ceil(((i + 1) / count) * weighted.length));
  const found: { readonly layer: string; readonly correlation: number | null }[] = [];
  for (const stage of stages) {
    context.checkCancelled();
    let correlation: number | null = null;
    // A map of random weights may be flat by chance; a few draws tell chance from rule.
    for (let seed = 1; seed <= mostDraws && correlation === null; seed++) {
      const { context: random, dispose } = await context.reinitialized(weighted.slice(0, stage), seed);
      try {
        const seen = await features(layer, logits, random);
        const { values } = await spec.explain(questionOf({ method, layer, found: seen, target, score, samples: null }, logits, random));
        correlation = rankCorrelation(map.map.values, values);
      } finally {
        await dispose();
      }
    }
    found.push({ layer: weighted[stage - 1]!, correlation });
  }
  return { randomization: found, skipped: found.length === 0 ? 'The model has no weights to draw anew.' : null };
}

function concat(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The image where the map is 1, black where it is 0 or against the class. */
function multiplied(values: Float32Array, map: Float32Array, black: readonly number[]): Float32Array {
  const channels = values.length / map.length;
  return values.map((value, i) => {
    const low = black[i % channels]!;
    return low + Math.max(0, map[Math.floor(i / channels)]!) * (value - low);
  });
}
