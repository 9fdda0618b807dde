/** Runs inside a page: plays the editor to a panel, so that panels can be looked at and tested in any browser. */
import { createBirpc } from 'birpc';
import { failuresAsData, UserError } from '../../../src/core/protocol/failure.js';
import { recordingKey } from '../../../src/core/protocol/recording.js';
import type { PanelHost, PanelMemory, PanelView } from '../../../src/visualizations/panel.js';
import type { ActivationsRequest } from '../../../src/visualizations/activations/contract.js';
import type { ModelSheet } from '../../../src/visualizations/model/contract.js';
import type { ComparisonHost, ComparisonView } from '../../../src/visualizations/comparison/contract.js';
import type { CamRequest } from '../../../src/visualizations/cam/contract.js';
import type { ConvolutionRequest } from '../../../src/visualizations/convolution/contract.js';
import type { FiltersRequest } from '../../../src/visualizations/filters/contract.js';
import { TrainingRecord } from '../../../src/visualizations/training/record.js';
import * as data from './data.js';
import { comparison, comparisonHost } from './comparison.js';
import type { RealRun } from './real.js';
import * as scenes from './scenes.js';
import * as inspection from './inspection.js';

/** `?scene=`: the usual one, or one of the states that a person meets less often. */
const asked = new URLSearchParams(location.search);
const scene = asked.get('scene') ?? 'usual';
const options = JSON.parse(asked.get('options') ?? '{}') as PanelMemory['options'] & { readonly layer?: string };

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const called: (readonly [string, ...unknown[]])[] = [];
const held: (() => void)[] = [];
const kept: (readonly [group: string, name: string, value: unknown])[] = [];
const sent: ((data: unknown) => void)[] = [];
/** Epochs that the run recorded, and what it records. */
let recorded: readonly number[] = scene === 'recorded' ? [1, 2, 3, 4, 5] : [];
const recordings = new Set<string>();

const pictures: { readonly [id: string]: (request: never) => unknown } = {
  activations: (request: ActivationsRequest) => scenes.activations(request),
  filters: (request: FiltersRequest) => scenes.filters(request),
  cam: (request: CamRequest) => scenes.cam(request),
  convolution: (request: ConvolutionRequest) => scenes.convolution(request),
};

const host: PanelHost = {
  start: async () => ({
    subject: scene === 'any-size' ? { ...scenes.subject, anySize: true } : scene === 'untrained' ? { ...scenes.subject, choices: scenes.subject.choices.slice(1) } : scene === 'untrusted' ? { ...scenes.subject, choices: [], training: { possible: false, reason: 'Training is off because this workspace is not trusted.' } } : scene === 'real' ? scenes.subjectOf((await realRun()).label) : scenes.subject,
    request: {},
    training: scene === 'untrained' || scene === 'untrusted' ? null : scenes.training(scene === 'finished' || scene === 'evaluating'),
  }),
  visualize: async (id, request, token) => {
    called.push(['visualize', id, request]);
    if (scene === 'error') throw new UserError('The layer dense_1 has no places in height and width, so a map cannot be drawn. Choose a convolution or pooling layer.');
    if (scene === 'waiting') await pause(60_000);
    if (scene === 'partial' && id === 'filters') {
      void view.partial.asEvent(token, scenes.filters(request as FiltersRequest, 6));
      const more = scenes.filters(request as FiltersRequest, 11);
      void view.partial.asEvent(token, { ...more, patterns: more.patterns.slice(6) });
      await pause(60_000);
    }
    if (scene === 'forming') {
      for (let at = 0; at < 200; at += 1) {
        void view.partial.asEvent(token, scenes.filters(request as FiltersRequest, 8));
        await pause(30);
      }
    }
    if (scene === 'wide') return scenes.wide();
    if (scene === 'very-wide') return scenes.wide(2048);
    if (scene === 'long-names') return scenes.longNames(request as CamRequest);
    // One that the test lets go on when it has seen enough.
    if (scene === 'folder-held' && scenes.fileOf(request)) await new Promise<void>((done) => held.push(done));
    if (scenes.fileOf(request)?.includes('broken')) throw new UserError('broken.png could not be read as an image (bad header); expected a whole PNG or JPEG file.');
    if (scene === 'real') return real(id, request);
    const made = pictures[id]?.(request as never) as { readonly info: object };
    return scene === 'any-size-file' ? { ...made, info: { ...made.info, anySize: true } } : made;
  },
  dataOverview: async () => {
    if (scene === 'error') throw new UserError('The folder "shapes" (line 14) was not found at /samples/shapes. Put it there with one subfolder for each class, or write its path.');
    if (scene === 'looking') await new Promise<void>((done) => held.push(done));
    return data.overview(scene);
  },
  dataSamples: async (query) => {
    called.push(['dataSamples', query]);
    return data.samples(scene, query);
  },
  dataVariants: async (query) => {
    called.push(['dataVariants', query]);
    // The first answer is made to wait, and is then none.
    if (scene === 'late' && query.index === 0) {
      await new Promise<void>((done) => held.push(done));
      throw new UserError('circle.0.png could not be read any more.');
    }
    return data.variants(scene, query);
  },
  checkFiles: async (role, token) => {
    called.push(['checkFiles', role]);
    void view.partial.asEvent(token, data.check(512));
    if (scene === 'checking') await pause(60_000);
    return data.check(2330);
  },
  cancel: async (token) => void called.push(['cancel', token]),
  record: async (id, request, on) => {
    called.push(['record', id, request, on]);
    recordings[on ? 'add' : 'delete'](recordingKey(id, request));
  },
  recordings: async () => [...recordings].map((key) => ({ key, epochs: recorded })),
  images: async (request) => {
    called.push(['images', request]);
    if ((scene === 'unevaluated' || scene === 'evaluating') && request.split === 'worst' && !called.some(([name]) => name === 'evaluate')) throw new UserError('The run "model" has no evaluation of single images yet. Evaluate it now to see its highest losses.');
    return scenes.images(request);
  },
  trainingOf: async () => {
    if (scene !== 'real') return scenes.training(true);
    const { info, epochs } = await realRun();
    const record = new TrainingRecord(info);
    for (const epoch of epochs) record.epochEnded(epoch);
    return record.state();
  },
  evaluationOf: async (weights, epoch) => {
    called.push(['evaluationOf', weights, epoch]);
    return inspection.evaluated(scene, epoch);
  },
  evaluate: async (weights, token) => {
    called.push(['evaluate', weights, token]);
    if (scene === 'evaluating') await pause(60_000);
    return inspection.evaluation(5, 10);
  },
  layerRecords: async () => inspection.layers(scene),
  imagesAt: async (_weights, split, indices) => inspection.imagesAt(split, indices),
  openImage: async (...given) => {
    called.push(['openImage', ...given]);
    if (scene === 'gone') throw new UserError('model is not in mnist_convnet.py any more.');
  },
  preflight: async () => {
    called.push(['preflight']);
    if (scene === 'waiting') await pause(60_000);
    return inspection.preflight;
  },
  revealRecipe: async (part) => void called.push(['revealRecipe', part]),
  chooseImageFile: async () => '/pictures/cat.jpg',
  chooseModelFile: async () => '/models/digits.keras',
  modelFile: async () => 'first',
  chooseFolder: async () => '/pictures/digits',
  imagesIn: async () => scenes.folder(Number(/^folder-(\d+)$/.exec(scene)?.[1] ?? 60)),
  keep: async (group, name, value) => void kept.push([group, name, value]),
  kept: async (group) => kept.flatMap(([of, name, value]) => (of === group ? [[name, value] as const] : [])),
  keepImage: async (name, bytes) => {
    called.push(['keepImage', name, bytes.length]);
    return `/kept/${name}`;
  },
  save: async (name, bytes) => void called.push(['save', name, bytes.length, [...bytes.slice(0, 8)]]),
  devices: async () => [],
  command: async (name) => void called.push(['command', name]),
  reveal: async (layer, focus) => void called.push(['reveal', layer, ...(focus === undefined ? [] : [focus])]),
  sheet: async () => (window as unknown as { sheet: ModelSheet | null }).sheet,
};

/** Asks the engine behind the server. */
async function real(id: string, request: unknown): Promise<unknown> {
  const response = await fetch('/real', { method: 'POST', body: JSON.stringify({ id, request }) });
  const { picture, error } = JSON.parse(await response.text(), (_key, value: unknown) => {
    const packed = (value as { readonly float32?: string } | null)?.float32;
    return packed === undefined ? value : new Float32Array(Uint8Array.from(atob(packed), (c) => c.charCodeAt(0)).buffer);
  }) as { picture?: unknown; error?: string };
  if (error !== undefined) throw new UserError(error);
  return picture;
}

const realRun = () => real('run', null) as Promise<RealRun>;

const state = { called, release: (count: number) => held.splice(0, count).forEach((done) => done()), memory: () => memory };

const view = createBirpc<PanelView & ComparisonView, PanelHost | ComparisonHost>(asked.get('kind') === 'comparison' ? comparisonHost(scene, called) : host, {
  post: (data) => window.postMessage(structuredClone(data)),
  on: (receive) => void sent.push(receive),
  ...failuresAsData,
  bind: 'functions',
});

let memory: PanelMemory | undefined = asked.has('options') ? { kind: asked.get('kind') as PanelMemory['kind'], source: scenes.subject.source, model: scenes.subject.model, weights: null, image: null, layer: options.layer ?? null, options } : undefined;
Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (data: unknown) => queueMicrotask(() => sent.forEach((receive) => receive(structuredClone(data)))),
    getState: () => memory,
    setState: (state: PanelMemory) => (memory = state),
  }),
  harness: { ...state, caret: (layers: readonly string[]) => view.caret(layers), renew: (epochs?: readonly number[]) => {
    // A run that records has written the picture when it tells of the epoch.
    if (epochs && recordings.size > 0) recorded = [...recorded, ...epochs.slice(-1)];
    void view.subject(epochs ? scenes.subjectWith(epochs) : scenes.subject);
  }, compare: (other: string) => view.state(comparison(other)) },
});
