/** Pictures that a run records after each epoch: the same as those computed from its checkpoints, kept through a resume, and never in a training's way. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { analyze } from '../../src/core/analyze.js';
import { recordingKey } from '../../src/core/protocol/recording.js';
import type { EngineListener, RunInfo } from '../../src/core/protocol/engine.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { addRecording, readFrame, recordingOf, recordingsOf, thinOut, writeFrame } from '../../src/engine/runs/recordings.js';
import { createService } from '../../src/engine/service/service.js';
import { resumeTraining, trainRun, type TrainListener } from '../../src/engine/training/train.js';
import type { ActivationsPicture, ActivationsRequest } from '../../src/visualizations/activations/contract.js';
import { npy } from './support/npy.js';
import { picture, writePng } from './support/pictures.js';

const source = `
import numpy as np
import keras
from keras import layers
data = np.load('data.npz')
model = keras.Sequential([keras.Input((12, 12, 1)), layers.Conv2D(4, 3, activation='relu', name='conv'), layers.Flatten(), layers.Dense(2, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy')
model.fit(data['x'], data['y'], epochs=2, batch_size=16)
`;
const quiet: EngineListener = { progress: () => undefined, epochEnded: () => undefined, preparing: () => undefined, runChanged: () => undefined, partial: () => undefined, log: () => undefined };

describe('recordings', function () {
  this.timeout(120_000);
  let folder: string;
  let info: RunInfo;
  const trained = async (goal: number, listener: TrainListener = quiet): Promise<RunInfo> => {
    const device = await openDevice('cpu');
    try {
      return await (await resumeTraining(info.directory, device, listener, goal)).done;
    } finally {
      await device.dispose();
    }
  };
  const asked = (epoch: number | 'last', image: ActivationsRequest['subject']['image'] = { kind: 'dataset', split: 'train', index: 3 }): ActivationsRequest => ({ subject: { weights: { kind: 'run', directory: info.directory, epoch }, image }, layer: 'conv' });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'recordings-'));
    const count = 64;
    writeFileSync(join(folder, 'data.npz'), zipSync({
      'x.npy': npy([count, 12, 12, 1], Float32Array.from({ length: count * 144 }, (_, i) => ((i * 37) % 101) / 100)),
      'y.npy': npy([count], Uint8Array.from({ length: count }, (_, i) => i % 2)),
    }));
    const { graph, recipe } = analyze(source).models.find((model) => model.recipe !== null) ?? assert.fail('no model is trained');
    assert.ok(recipe);
    const device = await openDevice('cpu');
    info = await trainRun({ graph, recipe, sourceFile: join(folder, 'small.py'), sourceText: source, runsDirectory: join(folder, 'runs'), seed: 3 }, device, quiet);
    await device.dispose();
    assert.equal(info.state, 'finished', info.error ?? '');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('hold what the checkpoints give, epoch by epoch, also when a run goes on', async () => {
    const service = createService(quiet);
    try {
      await service.record('activations', asked('last'), true);
      assert.equal((await trained(5)).state, 'finished');
      const [recording] = await recordingsOf(info.directory);
      assert.ok(recording);
      // The first is always recorded; later ones as far as there is time, which so short a training has little of.
      assert.ok(recording.epochs.includes(3), recording.epochs.join());
      const recorded = (await readFrame(recording, 3)) as ActivationsPicture;
      await service.record('activations', asked(1), false);
      assert.deepEqual(await service.recordings(info.directory), []);
      const computed = (await service.visualize('activations', asked(3), 't')) as ActivationsPicture;
      assert.ok(computed.values.some((value) => value !== 0));
      assert.deepEqual(recorded.values, computed.values);
      assert.deepEqual([recorded.layer, recorded.info.image, recorded.info.weights, recorded.channels], [computed.layer, computed.info.image, computed.info.weights, computed.channels]);
    } finally {
      await service.dispose();
    }
  });

  it('are what is answered, without the checkpoint, and filled with what had to be computed', async () => {
    const service = createService(quiet);
    try {
      await service.record('activations', asked(2), true);
      const first = (await service.visualize('activations', asked(1), 't')) as ActivationsPicture;
      const second = (await service.visualize('activations', asked(2), 't')) as ActivationsPicture;
      assert.notDeepEqual(first.values, second.values);
      assert.deepEqual((await service.recordings(info.directory)).map(({ key, epochs }) => [key, epochs]), [[recordingKey('activations', asked('last')), [1, 2]]]);
      rmSync(join(info.directory, 'checkpoints', 'epoch-0001.keras'));
      assert.deepEqual(((await service.visualize('activations', asked(1), 't')) as ActivationsPicture).values, first.values);
      // Another layer was not recorded, and of that epoch there is no checkpoint.
      await assert.rejects(service.visualize('activations', { ...asked(1), layer: 'dense' }, 't'), /has no checkpoint after epoch 1/);
    } finally {
      await service.dispose();
    }
  });

  it('tell the last epoch of a run that goes on, not the model that it left before, and go on when asked for twice', async () => {
    const service = createService(quiet);
    try {
      await service.record('activations', asked('last'), true);
      const last: Promise<unknown>[] = [];
      assert.equal((await trained(5, { ...quiet, epochEnded: ({ epoch }) => void (epoch === 4 && last.push(service.visualize('activations', asked('last'), 'last'))) })).state, 'finished');
      const during = (await last[0]) as ActivationsPicture;
      const [, told] = /epoch (\d+)$/.exec(during.info.weights) ?? [];
      assert.ok(Number(told) >= 4, during.info.weights);
      const { epochs } = (await recordingsOf(info.directory))[0] ?? assert.fail('nothing is recorded');
      await service.record('activations', asked('last'), true);
      assert.deepEqual((await recordingsOf(info.directory))[0]?.epochs, epochs);
      await service.record('activations', asked('last'), false);
      const computed = (await service.visualize('activations', asked(Number(told)), 't')) as ActivationsPicture;
      assert.deepEqual(during.values, computed.values);
    } finally {
      await service.dispose();
    }
  });

  it('of epochs that are trained again are forgotten', async () => {
    await addRecording(info.directory, 'activations', asked('last'));
    const recording = (await recordingOf(info.directory, 'activations', asked('last'))) ?? assert.fail('nothing is recorded');
    for (const epoch of [1, 2, 9]) await writeFrame(recording, epoch, { info: {} });
    await trained(3);
    assert.ok(!(await recordingOf(info.directory, 'activations', asked('last')))?.epochs.includes(9));
  });

  it('that fail are told once and end no training', async () => {
    await addRecording(info.directory, 'activations', asked('last', { kind: 'dataset', split: 'train', index: 9999 }));
    const lines: string[] = [];
    assert.equal((await trained(4, { ...quiet, log: (line) => void lines.push(line) })).state, 'finished');
    assert.equal(lines.filter((line) => line.includes('A picture could not be recorded after an epoch: The train data has 64 images')).length, 1);
  });

  it('stay within their room: of the largest the epochs between go first', async () => {
    await addRecording(info.directory, 'activations', asked('last'));
    const recording = (await recordingOf(info.directory, 'activations', asked('last'))) ?? assert.fail('nothing is recorded');
    const noise = Float64Array.from({ length: 2000 }, (_, i) => Math.sin(i * 12.9898) * 43758.5453);
    for (let epoch = 1; epoch <= 12; epoch++) {
      await writeFrame(recording, epoch, { info: {}, noise });
      await thinOut(info.directory, 80_000);
    }
    const { epochs = [] } = (await recordingOf(info.directory, 'activations', asked('last'))) ?? {};
    assert.ok(epochs.length >= 4 && epochs.length < 8, epochs.join());
    assert.deepEqual([epochs[0], epochs.at(-1)], [1, 12]);
  });

  it('of an image file are none once another file has taken its place, and a file that was cut off is none', async () => {
    const path = join(folder, 'image.png');
    await writePng(path, picture(12, 12, 1));
    const request = asked('last', { kind: 'file', path });
    await addRecording(info.directory, 'activations', request);
    const recording = (await recordingOf(info.directory, 'activations', request)) ?? assert.fail('nothing is recorded');
    await writeFrame(recording, 1, { info: {} });
    writeFileSync(join(recording.directory, 'epoch-0002.bin'), Buffer.from([31, 139, 8, 0]));
    assert.deepEqual([await readFrame(recording, 1), await readFrame(recording, 2)], [{ info: {} }, null]);
    utimesSync(path, new Date(), new Date(Date.now() + 60_000));
    assert.equal(await recordingOf(info.directory, 'activations', request), null);
  });

  it('are made of a run only, and of so many pictures at most', async () => {
    const service = createService(quiet);
    try {
      const { subject } = asked(1);
      await assert.rejects(service.record('activations', { layer: null, subject: { ...subject, weights: { kind: 'file', path: 'x.keras' } } }, true), /Only the pictures of a run/);
      for (let index = 0; index < 12; index++) await service.record('activations', asked(1, { kind: 'dataset', split: 'train', index }), true);
      await assert.rejects(service.record('activations', asked(1, { kind: 'dataset', split: 'train', index: 12 }), true), /records 12 pictures already/);
      assert.equal(readdirSync(join(info.directory, 'recordings')).length, 12);
    } finally {
      await service.dispose();
    }
  });

  it('have one name whatever the epoch, the device and the order of properties', () => {
    const { layer, subject } = asked(1);
    assert.equal(recordingKey('activations', { layer, subject: { ...subject, device: 'cpu' } }), recordingKey('activations', { subject: asked('last').subject, layer }));
    assert.notEqual(recordingKey('activations', asked(1)), recordingKey('activations', { ...asked(1), layer: 'dense' }));
    assert.notEqual(recordingKey('activations', asked(1)), recordingKey('cam', asked(1)));
  });
});
