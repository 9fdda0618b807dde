import assert from 'node:assert/strict';
import { checkpointEpochs, checkpointFile, runFolderName, sourceStem, stemOfFolder } from '../../../src/core/runs/folder.js';

describe('names in the folders of runs', () => {
  it('are found again by who looks for them', () => {
    const name = runFolderName(new Date(Date.UTC(2026, 10, 27, 14, 2, 11)), sourceStem('my model (2).v3.py'));
    assert.equal(name, '20261127-140211-my-model-2-.v3');
    assert.equal(stemOfFolder(name), sourceStem('my model (2).v3.py'));
    assert.deepEqual([stemOfFolder('notes'), stemOfFolder('20261127-mnist')], [null, null]);
    assert.deepEqual(checkpointEpochs([checkpointFile(12), checkpointFile(3), checkpointFile(10001), 'epoch-0004.keras.part', 'notes.txt']), [3, 12, 10001]);
  });
});
