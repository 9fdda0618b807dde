import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeEvents } from '../../../src/client/runs/change.js';
import { crc32c } from '../../../src/core/runs/crc32c.js';
import { metricsCsv } from '../../../src/core/runs/csv.js';
import { epochScalars, eventFile, type Scalar } from '../../../src/core/runs/tensorboard.js';
import { epoch, runInfo } from './support.js';

const golden = JSON.parse(gunzipSync(readFileSync(new URL('../../golden/runs/events.json.gz', import.meta.url))).toString()) as { wallTime: number; scalars: Scalar[]; file: string };

describe('event files for TensorBoard', () => {
  it('are byte for byte what TensorFlow writes', () => {
    assert.equal(golden.scalars.length, 7);
    assert.equal(Buffer.from(eventFile(golden.scalars, golden.wallTime)).toString('base64'), golden.file);
  });

  it('are framed with the Castagnoli checksum of RFC 3720, appendix B.4', () => {
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
    assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
    assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at)), 0x46dd794e);
  });

  it('hold what Keras\'s callback writes: training and validation apart, under the same tags, from step 0', () => {
    const { train, validation } = epochScalars([epoch(1), epoch(2)], 1000);
    assert.deepEqual(train.map(({ tag, step, wallTime, value }) => [tag, step, wallTime, value]), [['epoch_loss', 0, 1002, 1], ['epoch_accuracy', 0, 1002, 0.5], ['epoch_loss', 1, 1004, 0.5], ['epoch_accuracy', 1, 1004, 0.75]]);
    assert.deepEqual(validation.map(({ tag, step }) => [tag, step]), [['epoch_loss', 0], ['epoch_accuracy', 0], ['epoch_loss', 1], ['epoch_accuracy', 1]]);
  });

  it('take the place of those of an earlier export, and are not made of nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'convlens-events-'));
    try {
      const first = writeEvents(runInfo(), [epoch(1)], folder);
      const second = writeEvents(runInfo(), [epoch(1), epoch(2)], folder);
      assert.deepEqual(first, second);
      assert.deepEqual(readdirSync(folder).sort(), ['train', 'validation']);
      for (const path of second) assert.deepEqual(readdirSync(join(path, '..')), ['events.out.tfevents.1795528931.convlens']);
      assert.deepEqual(writeEvents(runInfo(), [epoch(1, { validation: {} })], join(folder, 'b')).length, 1);
      assert.throws(() => writeEvents(runInfo(), [], folder), { name: 'UserError', message: /no finished epoch/ });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('metrics as CSV', () => {
  it('are one row an epoch under Keras\'s names', () => {
    assert.equal(metricsCsv([{ name: 'a', epochs: [epoch(1), epoch(2, { loss: NaN })] }]), 'epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,1,0.5,1.1,0.4,2\n2,NaN,0.75,0.55,0.7,2\n');
  });

  it('name the run where there are several, and leave empty what one did not measure', () => {
    const other = epoch(1, { metrics: { 'mean "error"': 3 }, validation: {} });
    assert.equal(metricsCsv([{ name: 'a, first', epochs: [epoch(1)] }, { name: 'b', epochs: [other] }]), 'run,epoch,loss,accuracy,val_loss,val_accuracy,"mean ""error""",seconds\n"a, first",1,1,0.5,1.1,0.4,,2\nb,1,1,,,,3,2\n');
  });
});
