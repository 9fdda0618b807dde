import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModel } from '../../../src/client/modelfiles/read.js';
import { stampOfModelFile } from '../../../src/client/modelfiles/stamp.js';
import { openModel, stampOf } from '../../../src/engine/pictures/open.js';
import { Devices } from '../../../src/engine/service/devices.js';
import { Models } from '../../../src/engine/service/models.js';
import { computePicture } from '../../../src/engine/service/visualize.js';
import type { FiltersPicture } from '../../../src/visualizations/filters/contract.js';
import { visualFolder } from './support.js';

describe('a model file that is replaced', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'convlens-replaced-'));
  const path = join(folder, 'model.keras');
  const moment = new Date(2026, 0, 1);
  /** Puts a model in the file's place, always with the same time. */
  const put = (name: string) => {
    copyFileSync(join(visualFolder, name), join(folder, 'part'));
    rmSync(path, { force: true });
    copyFileSync(join(folder, 'part'), path);
    utimesSync(path, moment, moment);
  };
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is read anew, and its pictures name the version that they are of', async () => {
    const devices = new Devices();
    const models = new Models(devices);
    const kernels = async () => (await computePicture('filters', { subject: { weights: { kind: 'file', path }, image: null }, layer: null, filters: [], steps: 1, stepSize: 1, seed: 1 }, models, { partial: () => undefined, signal: new AbortController().signal })) as FiltersPicture;
    try {
      const seen = [];
      for (const name of ['digits.keras', 'branches.keras']) {
        put(name);
        const { info } = await kernels();
        assert.equal(info.stamp, await stampOfModelFile(path));
        seen.push([info.model, info.stamp, statSync(path).mtimeMs]);
      }
      assert.equal(seen[0]![2], seen[1]![2]);
      assert.notEqual(seen[0]![0], seen[1]![0]);
      assert.notEqual(seen[0]![1], seen[1]![1]);
    } finally {
      await models.dispose();
      await devices.dispose();
    }
  });

  it('is read anew by the analysis too', () => {
    const names = ['digits.keras', 'branches.keras'].map((name) => {
      put(name);
      const found = readModel(path, join(folder, 'm.py'), []);
      return 'reason' in found ? assert.fail(found.reason) : JSON.stringify(found.config);
    });
    assert.notEqual(names[0], names[1]);
  });

  it('is another one when only its weights beside it are', async () => {
    const json = join(folder, 'model.json');
    writeFileSync(json, JSON.stringify({ modelTopology: {}, weightsManifest: [{ paths: ['w.bin'], weights: [] }] }));
    const stamps = [];
    for (const bytes of [4, 8]) {
      writeFileSync(join(folder, 'w.bin'), Buffer.alloc(bytes));
      stamps.push(await stampOf({ kind: 'file', path: json }));
    }
    assert.notEqual(stamps[0], stamps[1]);
    assert.equal(await stampOfModelFile(json), stamps[1]);
    rmSync(join(folder, 'w.bin'));
    assert.match(await stampOfModelFile(json), /^\d+ \d+ \d+, $/);
  });

  it('is not read while it is written to', async () => {
    put('digits.keras');
    let tick = 0;
    let writing = true;
    const write = (): void => {
      utimesSync(path, moment, new Date(moment.getTime() + ++tick));
      if (writing) setImmediate(write);
    };
    write();
    try {
      await assert.rejects(openModel({ kind: 'file', path }), { name: 'UserError', message: 'model.keras is being written to at this moment, so that it cannot be read whole. Try again when it is done.' });
    } finally {
      writing = false;
    }
    assert.equal((await openModel({ kind: 'file', path })).stamp, await stampOfModelFile(path));
  });
});
