/** In which order and in which batches samples come: as Keras has them, and what holds of random orders. */
import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import { partedAtRandom, type OrderStep } from '../../../src/core/recipe/order.js';
import { settled } from '../../../src/engine/datasets/files/bounds.js';
import { orderOf } from '../../../src/engine/datasets/open.js';
import { batchesOf, OrderStream, type PassOrder } from '../../../src/engine/datasets/order.js';
import { golden } from '../golden.js';

interface Case {
  readonly text: string;
  readonly samples: number;
  readonly given: { readonly batch_size?: number; readonly steps_per_epoch?: number };
  readonly epochs: readonly (readonly (readonly number[])[])[];
}

/** The batches of an epoch, as lists of samples. */
function split({ order, sizes, batches }: PassOrder, batchSize: number, count: number): number[][] {
  let at = 0;
  return Array.from({ length: batches }, (_, i) => {
    const size = sizes ? sizes[i]! : Math.min(batchSize, order.length - at);
    return [...order.slice(at, (at += size))].map((index) => index % count);
  });
}

const analysed = (text: string, given: string) => {
  const source = `import numpy as np\nimport tensorflow as tf\nimport keras\nfrom keras import layers\nx = np.load("x.npy").reshape(-1, 1)\nds = tf.data.Dataset.from_tensor_slices((x, x))\nm = keras.Sequential([keras.Input((1,)), layers.Dense(1)])\nm.compile("sgd", "mse")\nm.fit(${text}${given})\n`;
  return analyze(source).models[0]!.recipe!;
};

/** The order of a pipeline of `ds`, in batches of `size`. */
function streamOf(chain: string, count: number, seed = 5, limit: number | null = null) {
  const { train } = analysed(`ds.${chain}`, '');
  const batchSize = train!.batchSize ?? 32;
  const steps = orderOf({ shuffle: false, ...train }, batchSize, false);
  const stream = new OrderStream({ count, steps, batchSize }, seed, limit);
  return { steps, whole: stream.whole, next: (epoch: number) => split(stream.next(epoch), batchSize, count) };
}
const sorted = (batches: readonly (readonly number[])[]): number[] => batches.flat().sort((a, b) => a - b);
const to = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('the order of samples', () => {
  for (const { text, samples, given, epochs } of golden<Case[]>('orders')) {
    it(`${text} of ${samples}, ${JSON.stringify(given)}: the batches of Keras in four epochs`, () => {
      const recipe = analysed(text === 'x' ? 'x, x, shuffle=False' : text, Object.entries(given).map(([name, value]) => `, ${name}=${value}`).join(''));
      const batchSize = recipe.train!.batchSize ?? recipe.batchSize;
      // What is taken of arrays is a step of theirs.
      const left = recipe.train!.x.steps.find((step) => step.op === 'slice')?.from;
      const first = typeof left === 'number' ? left : 0;
      const count = samples - first;
      const stream = new OrderStream({ count, steps: orderOf({ ...recipe.train! }, batchSize, recipe.shuffle), batchSize }, 1, settled(recipe.stepsPerEpoch));
      assert.deepEqual(epochs.map((_, epoch) => split(stream.next(epoch), batchSize, count).map((batch) => batch.map((sample) => sample + first))), epochs);
    });
  }

  it('a shuffle draws from its buffer: no sample comes earlier than it is in there', () => {
    const { next } = streamOf('shuffle(4).batch(5)', 40);
    const batches = next(0);
    assert.deepEqual(sorted(batches), to(40));
    batches.flat().forEach((sample, place) => assert.ok(sample < place + 4, `sample ${sample} at place ${place}`));
    assert.notDeepEqual(batches.flat(), to(40));
    assert.notDeepEqual(next(1), batches);
  });

  it('a buffer of one leaves the order, one of all of them any', () => {
    assert.deepEqual(streamOf('shuffle(1).batch(5)', 12).next(0).flat(), to(12));
    const first = new Set(to(60).map((seed) => streamOf('shuffle(12).batch(5)', 12, seed).next(0)[0]![0]));
    assert.ok(first.size >= 10, `${first.size} different first samples`);
  });

  it('reshuffle_each_iteration=False and cache() keep the order of the first pass', () => {
    for (const chain of ['shuffle(99, reshuffle_each_iteration=False).batch(5)', 'shuffle(99).cache().batch(5)', 'shuffle(3).batch(5).cache()']) {
      const { next } = streamOf(chain, 20);
      const first = next(0);
      assert.deepEqual([next(1), next(2)], [first, first], chain);
      assert.notDeepEqual(first.flat(), to(20), chain);
    }
    const again = streamOf('cache().shuffle(99).batch(5)', 20);
    assert.notDeepEqual(again.next(0), again.next(1));
  });

  it('shuffle before repeat gives every round all samples, each round in an order of its own', () => {
    const rounds = streamOf('shuffle(50).repeat(2).batch(10)', 10).next(0);
    assert.deepEqual(rounds.map((batch) => batch.toSorted((a, b) => a - b)), [to(10), to(10)]);
    assert.notDeepEqual(rounds[0], rounds[1]);
    const mixed = streamOf('repeat(2).shuffle(50).batch(10)', 10).next(0);
    assert.deepEqual(sorted(mixed), [...to(10), ...to(10)].sort((a, b) => a - b));
    assert.notDeepEqual(new Set(mixed[0]).size, 10);
  });

  it('take and skip behind a shuffle that stays the same part the samples, behind another one not', () => {
    const parts = (shuffle: string) => (['take', 'skip'] as const).map((half) => streamOf(`${shuffle}.${half}(6).batch(3)`, 15));
    for (const epoch of [0, 3]) assert.deepEqual(sorted(parts('shuffle(15, reshuffle_each_iteration=False)').flatMap(({ next }) => next(epoch))), to(15));
    const [taken] = parts('shuffle(15)');
    assert.notDeepEqual(sorted(taken!.next(0)), sorted(taken!.next(1)));
    assert.deepEqual([partedAtRandom(taken!.steps)?.rows.to, partedAtRandom(taken!.steps)?.anew], [6, true]);
    assert.equal(partedAtRandom(parts('shuffle(15).cache()')[0]!.steps)?.anew, false);
    assert.equal(partedAtRandom(parts('cache()')[0]!.steps), undefined);
    assert.equal(partedAtRandom(parts('shuffle(15, reshuffle_each_iteration=False)')[1]!.steps)?.anew, false);
  });

  it('batches of a Sequence come in a random order unless fit is told not to shuffle', () => {
    const numbered = { numbered: true, shuffle: false };
    const stream = (fit: boolean) => new OrderStream({ count: 11, steps: orderOf(numbered, 3, fit), batchSize: 3 }, 2, null);
    assert.deepEqual(split(stream(false).next(0), 3, 11).flat(), to(11));
    const mixed = split(stream(true).next(0), 3, 11);
    assert.notDeepEqual(mixed.flat(), to(11));
    assert.deepEqual(mixed.toSorted((a, b) => a[0]! - b[0]!).flat(), to(11));
  });

  it('what a class leaves of a last batch is no part that take chooses', () => {
    const round: OrderStep[] = [{ op: 'shuffle', buffer: null, each: true, seed: null, span: null }, { op: 'batch', size: 4, drop: true, span: null }, { op: 'rows', from: null, to: 3, span: null, round: true }];
    assert.equal(partedAtRandom(round), undefined);
    assert.equal(partedAtRandom(round.map((step) => (step.op === 'rows' ? { ...step, round: undefined } : step)) as OrderStep[])?.anew, true);
  });

  it('the number of batches is told without making them, and is none where there is no end', () => {
    const chains = ['batch(4).take(3)', 'batch(4).skip(2).unbatch().batch(3)', 'shard(3, 2).repeat(2).batch(4, drop_remainder=True)', 'batch(5, drop_remainder=True).repeat(3).unbatch().skip(7).batch(4)', 'repeat().take(25).batch(4)', 'shuffle(5).batch(4).shard(2, 1).unbatch().batch(2)', 'take(0).batch(4)', 'batch(4).repeat(2).take(6).unbatch().batch(3)'];
    for (const chain of chains) {
      const { next, whole } = streamOf(chain, 17);
      assert.equal(whole, next(0).length, chain);
    }
    const steps: OrderStep[] = [{ op: 'repeat', times: null, span: null }];
    assert.equal(batchesOf({ count: 17, steps, batchSize: 4 }), Infinity);
  });
});
