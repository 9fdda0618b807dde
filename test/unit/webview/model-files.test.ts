import assert from 'node:assert/strict';
import { fileChoice } from '../../../src/visualizations/panel-weights.js';
import { ModelFiles, isOlder, namedWeights, newerText, versionOf } from '../../../src/webview/model-files.js';

const settle = () => new Promise((done) => setImmediate(done));

function open(stamps: string[]) {
  const asked: string[] = [];
  let changes = 0;
  const files = new ModelFiles({ modelFile: async (path) => (asked.push(path), stamps.shift() ?? assert.fail('asked too often')) }, () => { changes += 1; }, (reason) => assert.fail(String(reason)));
  return { files, asked, changes: () => changes, choice: () => files.stamped(fileChoice('/m/digits.keras')) };
}

describe('the model file that a panel looks at', () => {
  it('is asked about before anything is made of it', async () => {
    const { files, asked, choice, changes } = open(['1']);
    assert.equal(files.awaits(choice()), true);
    await settle();
    assert.deepEqual([asked, changes(), choice().stamp, files.awaits(choice())], [['/m/digits.keras'], 1, '1', false]);
    const run = { id: 'run a', label: 'run a', weights: { kind: 'run', directory: '/runs/a', epoch: 'last' } as const };
    assert.deepEqual([files.awaits(run), files.stamped(run)], [false, run]);
  });

  it('is another version, and said to be, when the editor tells of one', async () => {
    const { files, choice, changes } = open(['1']);
    files.awaits(choice());
    await settle();
    const before = versionOf(choice());
    files.tell('/m/digits.keras', '1');
    assert.equal(versionOf(choice()), before);
    files.tell('/m/digits.keras', '2');
    assert.notEqual(versionOf(choice()), before);
    assert.equal(changes(), 2);
    assert.equal(newerText(choice(), 'this picture is'), 'digits.keras was replaced on the disk; this picture is of the file as it was before.');
  });

  it('of a run is another when an epoch ends, not when the run ends or is renamed; pictures carry the name that a person gave it', () => {
    const run = (label: string, last = 5) => ({ id: 'run a', label, weights: { kind: 'run', directory: '/runs/a', epoch: 'last' } as const, epochs: [1, last] });
    // A checkpoint is there a moment before the run's own file counts its epoch.
    assert.equal(versionOf(run('run 14:02, epoch 4 (training)')), versionOf(run('run 14:02, epoch 5')));
    assert.equal(versionOf(run('run 14:02, epoch 5')), versionOf(run('from epoch 3, epoch 5')));
    assert.notEqual(versionOf(run('run 14:02, epoch 5')), versionOf(run('run 14:02, epoch 15', 15)));
    assert.deepEqual([4, 5, 6].map((made) => isOlder(run('run 14:02, epoch 5'), null, run('run 14:02, epoch 5'), { weights: `run 14:02, epoch ${made}` })), [true, false, false]);
    assert.equal(isOlder(run('run 14:02, epoch 5'), 1, run('run 14:02, epoch 4', 4), { weights: 'run 14:02, epoch 1' }), false);
    assert.equal(namedWeights(run('small, epoch 9, epoch 5 (training)'), 'run 14:02, epoch 2'), 'small, epoch 9, epoch 2');
    assert.equal(namedWeights({ label: 'digits.keras', weights: { kind: 'file', path: '/m/digits.keras' } }, 'digits.keras'), 'digits.keras');
  });

  it('is asked about once more for a picture of a version that nobody told of', async () => {
    const { files, asked, choice } = open(['1', '2', '3']);
    files.awaits(choice());
    await settle();
    assert.deepEqual([files.meet(choice(), '1'), files.meet(choice(), undefined)], [false, false]);
    assert.deepEqual([files.meet(choice(), '2'), files.meet(choice(), '2')], [true, true]);
    await settle();
    assert.deepEqual([asked.length, choice().stamp, files.meet(choice(), '2')], [2, '2', false]);
    await files.refresh(choice());
    assert.equal(choice().stamp, '3');
  });
});
