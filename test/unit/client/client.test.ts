import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEngine, type EngineClient } from '../../../src/client/index.js';
import type { RunInfo } from '../../../src/core/protocol/engine.js';

const entry = fileURLToPath(new URL('./fake-engine.mjs', import.meta.url));

describe('engine client', function () {
  this.timeout(20_000);
  let client: EngineClient;
  beforeEach(() => (client = startEngine({ entry })));
  afterEach(() => client.dispose());

  it('starts no process before the first call, and one for all calls', async () => {
    assert.equal(client.pid, null);
    const [first, second] = await Promise.all([client.api.devices(), client.api.devices()]);
    assert.deepEqual(first, second);
    assert.equal(first[0]?.label, `pid ${client.pid}`);
  });

  it('carries typed arrays both ways and partial results in between', async () => {
    const partials: unknown[] = [];
    client.listen({ partial: (token, result) => partials.push([token, result]) });
    const numbers = Float32Array.from([1, Number.NaN, 3]);
    assert.deepEqual(await client.api.visualize('echo', numbers, 'a token'), { same: numbers, type: 'Float32Array' });
    assert.deepEqual(partials, [['a token', numbers]]);
  });

  it('keeps the name and the sentence of an error', async () => {
    await assert.rejects(client.api.pause('x'), { name: 'UserError', message: 'Expected a run that is running, found none.' });
  });

  for (const [what, act, expected] of [
    ['exits', (c: EngineClient) => c.api.images({ runDirectory: '', split: 'test', from: 0, count: 1 }), /The engine stopped unexpectedly \(exit code 3\)\./],
    ['is killed', (c: EngineClient) => c.api.stop('x'), /signal SIGKILL/],
    ['throws', (c: EngineClient) => c.api.visualize('throw', null, ''), /exit code 1: RangeError: out of tiles/],
  ] as const) {
    it(`rejects every pending call when the process ${what}, tells listeners once, and starts anew`, async () => {
      const reasons: string[] = [];
      client.listen({ stopped: (reason) => reasons.push(reason) });
      const waiting = client.api.visualize('wait', null, '');
      const before = (await client.api.devices())[0]?.label;
      await Promise.all([assert.rejects(waiting, expected), assert.rejects(act(client), { name: 'UserError', message: expected })]);
      assert.equal(reasons.length, 1);
      assert.match(reasons[0] ?? '', expected);
      assert.doesNotMatch(reasons[0] ?? '', /\n/);
      assert.notEqual((await client.api.devices())[0]?.label, before);
    });
  }

  it('marks a run interrupted when its process dies, in the folder and to listeners', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'convlens-client-'));
    writeFileSync(join(directory, 'run.json'), JSON.stringify({ id: 'run-1', state: 'running', epochsDone: 2 }));
    const changes: RunInfo[] = [];
    client.listen({ runChanged: (run) => changes.push(run) });
    await client.api.train({ runsDirectory: directory } as never);
    await assert.rejects(client.api.stop('run-1'));
    assert.deepEqual(changes.map(({ state }) => state), ['interrupted']);
    const { state, epochsDone, error } = JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8')) as RunInfo;
    assert.deepEqual({ state, epochsDone }, { state: 'interrupted', epochsDone: 2 });
    assert.match(error ?? '', /SIGKILL/);
  });

  describe('started anew', () => {
    it('rejects what is under way, tells of no crash, and answers from another process what is asked meanwhile', async () => {
      const reasons: string[] = [];
      client.listen({ stopped: (reason) => reasons.push(reason) });
      const waiting = assert.rejects(client.api.visualize('wait', null, ''), { name: 'UserError', message: 'The engine was started anew; try again.' });
      const before = (await client.api.devices())[0]?.label;
      const [devices] = await Promise.all([new Promise((resolve) => setImmediate(resolve)).then(() => client.api.devices()), client.restart(), client.restart(), waiting]);
      assert.notEqual(devices[0]?.label, before);
      assert.deepEqual(reasons, []);
    });

    it('is refused while a training is being prepared or runs', async () => {
      const training = client.api.train({ runsDirectory: 'slow' } as never);
      await client.api.devices();
      await assert.rejects(client.restart(), { name: 'UserError', message: 'A training is being prepared; the engine starts again once it has ended or was stopped.' });
      await client.api.resume('');
      await training;
      await assert.rejects(client.restart(), { name: 'UserError', message: 'run-1 is training; the engine starts again once it has ended or was stopped.' });
    });

    it('is not refused for a training that failed before it was answered', async () => {
      await client.api.train({ runsDirectory: 'short' } as never);
      await client.restart();
      assert.equal(client.pid, null);
    });
  });

  it('ends a process that hangs', async () => {
    await client.dispose();
    client = startEngine({ entry, hangSeconds: 0.5 });
    await assert.rejects(client.api.visualize('hang', null, ''), /did not answer for 1 seconds/);
  });

  it('leaves alone one that answers, whatever the clock does: a machine slept, or somebody set it', async () => {
    await client.dispose();
    client = startEngine({ entry, hangSeconds: 0.5 });
    await client.api.devices();
    const now = Date.now;
    const reasons: string[] = [];
    client.listen({ stopped: (reason) => void reasons.push(reason) });
    const waiting = client.api.visualize('wait', null, '').catch(() => undefined);
    try {
      for (const hours of [1, 30, -5]) {
        Date.now = () => now() + hours * 3_600_000;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    } finally {
      Date.now = now;
    }
    assert.deepEqual(reasons, []);
    await client.api.devices();
    await client.dispose();
    await waiting;
  });

  it('says so when the engine is not where it should be', async () => {
    await client.dispose();
    client = startEngine({ entry: join(tmpdir(), 'no-such-engine.cjs') });
    await assert.rejects(client.api.devices(), /Cannot find module/);
  });

  it('rejects what is under way when disposed, and refuses later calls', async () => {
    const waiting = client.api.visualize('wait', null, '');
    await client.api.devices();
    await Promise.all([assert.rejects(waiting, /shut down/), client.dispose()]);
    assert.equal(client.pid, null);
    await assert.rejects(client.api.devices(), /shut down/);
  });
});
