import assert from 'node:assert/strict';
import type { FolderView } from '../../../src/visualizations/folder.js';
import type { PanelHost, PanelMemory, WeightsChoice } from '../../../src/visualizations/panel.js';
import { FolderMode, liesIn } from '../../../src/webview/folder-mode.js';

const settle = () => new Promise((done) => setImmediate(done));
const weights: WeightsChoice = { id: 'run a', label: 'run a, epoch 3', weights: { kind: 'run', directory: '/runs/a', epoch: 'last' }, epochs: [1, 2, 3] };

/** A panel that looks at a folder of three images; what is chosen in it may be changed, and its requests say what they were made of. */
function open() {
  const chosen = { device: 'cpu', memory: { kind: 'cam', source: 's', model: 'm', weights: null, image: null, layer: 'conv2d', options: { folder: '/f', on: true } } as PanelMemory };
  const requests: { readonly request: unknown; readonly answer: () => void }[] = [];
  const cancelled: string[] = [];
  const host = {
    imagesIn: async () => ({ folder: '/f', images: ['a', 'b', 'c'].map((name) => ({ path: `/f/${name}`, name, className: null })), total: 3, notes: [] }),
    kept: async () => [],
    keep: async () => undefined,
    cancel: async (token: string) => void cancelled.push(token),
    visualize: (_kind: string, request: unknown) => new Promise<unknown>((answer) => requests.push({ request, answer: () => answer('picture') })),
  } as unknown as PanelHost;
  const view = { isOn: ({ on }: PanelMemory['options']) => on === true, enter: { on: true }, leave: { on: false }, entry: (picture: unknown) => picture } as unknown as FolderView;
  const mode = new FolderMode(host, view, {
    memory: () => chosen.memory,
    image: () => ({ kind: 'dataset', split: 'test', index: 0 }),
    set: () => undefined,
    requests: () => {
      const { device, memory: { layer } } = chosen;
      return (_weights, image, epoch) => [image?.kind === 'file' ? image.path : null, epoch, device, layer].join(' ');
    },
    fail: (reason) => assert.fail(String(reason)),
    refresh: async () => undefined,
    ofOther: () => false,
    changed: () => undefined,
  });
  return { mode, chosen, requests, cancelled };
}

describe('a round through a folder', () => {
  it('asks to its end for what was chosen at its beginning, also behind one image', async () => {
    const { mode, chosen, requests } = open();
    mode.look(weights);
    await settle();
    assert.deepEqual(requests.map(({ request }) => request), ['/f/a 3 cpu conv2d', '/f/b 3 cpu conv2d']);
    // One image is opened, and there another layer is chosen.
    chosen.memory = { ...chosen.memory, layer: 'dense', options: { folder: '/f', on: false } };
    chosen.device = 'cuda';
    mode.look(weights);
    requests[0]!.answer();
    await settle();
    assert.equal(requests[2]?.request, '/f/c 3 cpu conv2d');
  });

  it('ends with the text that it was of', async () => {
    const { mode, requests, cancelled } = open();
    mode.look(weights);
    await settle();
    mode.forget();
    assert.equal(cancelled.length, 2);
    requests[0]!.answer();
    await settle();
    assert.equal(requests.length, 2);
  });
});

describe('a path in a folder', () => {
  it('leads into it or below it, not into one whose name begins alike', () => {
    assert.deepEqual(['/f/cats/1.png', '/f/cats/black/1.png', '/f/cats2/1.png', '/f/cats'].map((path) => liesIn(path, '/f/cats')), [true, true, false, false]);
    assert.deepEqual([liesIn('C:\\f\\cats\\1.png', 'C:\\f\\cats'), liesIn('C:\\f\\cats2\\1.png', 'C:\\f\\cats'), liesIn('/1.png', '/'), liesIn('/f/1.png', '/f/')], [true, false, true, true]);
  });
});
