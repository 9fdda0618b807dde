import assert from 'node:assert/strict';
import type { Evaluation } from '../../../src/core/protocol/inspection.js';
import type { PanelHost } from '../../../src/visualizations/panel.js';
import type { Evaluated } from '../../../src/visualizations/training/host.js';
import { TrainingDetails } from '../../../src/webview/training-details.js';

const evaluation = (epoch: number): Evaluation => ({ epoch, split: 'validation', samples: 8, classes: null, examples: [], worst: 0 });
const settle = () => new Promise((done) => setImmediate(done));

/** Details whose host answers when the test says so. */
function open() {
  const reads: { readonly weights: string; readonly answer: (found: Evaluated) => void }[] = [];
  const evaluations: { readonly token: string; readonly answer: (found: Evaluation) => void; readonly refuse: (reason: string) => void }[] = [];
  const cancelled: string[] = [];
  const host = {
    evaluationOf: (weights: string) => new Promise<Evaluated>((answer) => reads.push({ weights, answer })),
    evaluate: (_weights: string, token: string) => new Promise<Evaluation>((answer, reject) => evaluations.push({ token, answer, refuse: (reason) => reject(new Error(reason)) })),
    cancel: async (token: string) => void cancelled.push(token),
  } as unknown as PanelHost;
  const details = new TrainingDetails(host, () => undefined);
  const look = (run: string) => details.need(`run ${run}`, 5, false, { tab: 'examples' });
  return { details, look, reads, evaluations, cancelled };
}

describe('an evaluation that a person asks for', () => {
  it('is shown with the run that it is of, and with no other', async () => {
    const { details, look, reads, evaluations } = open();
    look('a');
    reads[0]!.answer({ epochs: [], evaluation: null });
    await settle();
    void details.evaluate('run a');
    assert.ok(details.evaluating);
    look('b');
    assert.equal(details.evaluating, null, 'b is not evaluated');
    reads[1]!.answer({ epochs: [2], evaluation: evaluation(2) });
    await settle();
    evaluations[0]!.answer(evaluation(5));
    await settle();
    assert.equal(details.evaluated.value?.evaluation?.epoch, 2, 'the result of a is not taken for that of b');
    look('b');
    look('a');
    assert.equal(reads.at(-1)?.weights, 'run a', 'what was found of a meanwhile is read');
  });

  it('is there at once beside the epochs that were there, and what is read after it counts, not before', async () => {
    const { details, look, reads, evaluations } = open();
    look('a');
    reads[0]!.answer({ epochs: [1, 2], evaluation: evaluation(2) });
    await settle();
    void details.evaluate('run a');
    evaluations[0]!.answer(evaluation(5));
    await settle();
    assert.deepEqual([details.evaluated.value?.epochs, details.evaluated.value?.evaluation?.epoch, details.evaluating], [[1, 2, 5], 5, null]);
    look('a');
    assert.equal(reads.length, 2, 'read once more');
    assert.equal(details.evaluated.value?.evaluation?.epoch, 5, 'stays in sight meanwhile');
  });

  it('can be stopped, says since when it goes on, and leaves nothing behind', async () => {
    const { details, look, reads, evaluations, cancelled } = open();
    look('a');
    reads[0]!.answer({ epochs: [], evaluation: null });
    await settle();
    void details.evaluate('run a');
    assert.ok(Math.abs(performance.now() - (details.evaluating?.started ?? 0)) < 1000);
    details.stopEvaluating();
    assert.deepEqual([cancelled, details.evaluating], [[evaluations[0]!.token], null]);
    evaluations[0]!.refuse('The work was stopped.');
    await settle();
    assert.equal(details.evaluated.error, null);
  });

  it('says why it failed, with the run that it is of', async () => {
    const { details, look, reads, evaluations } = open();
    look('a');
    reads[0]!.answer({ epochs: [], evaluation: null });
    await settle();
    void details.evaluate('run a');
    evaluations[0]!.refuse('The data is gone.');
    await settle();
    assert.equal(details.evaluated.error, 'The data is gone.');
    look('b');
    assert.equal(details.evaluated.error, null);
  });
});
