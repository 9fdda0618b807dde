import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { specs } from '../../../src/cli/verbs.generated.js';
import { readNpy } from '../../../src/engine/datasets/npy.js';
import { run, root } from './support.js';

const sample = join(root, 'samples', 'keras', 'mnist_convnet.py');
const scratch = mkdtempSync(join(tmpdir(), 'convlens-cli-'));

describe('the command line', () => {
  it('lists its commands, and each tells of itself', async () => {
    const { code, out } = await run(['--help']);
    assert.equal(code, 0);
    assert.deepEqual(Object.keys(specs), ['activations', 'analyze', 'cam', 'continue', 'convolve', 'data', 'devices', 'filters', 'runs', 'train']);
    for (const name of Object.keys(specs)) {
      assert.match(out, new RegExp(`^  ${name} `, 'm'));
      const help = await run([name, '--help']);
      assert.equal(help.code, 0);
      assert.match(help.out, new RegExp(`^Usage: convlens ${name} `));
      assert.deepEqual(await run(['help', name]), help);
    }
  });

  it('ends with 2 on a mistake in the command', async () => {
    assert.deepEqual(await run([]), { code: 2, out: '', err: (await run(['--help'])).out });
    assert.deepEqual(await run(['analyse', sample]), { code: 2, out: '', err: 'convlens: there is no command "analyse" (did you mean analyze?); `convlens --help` lists them.\n' });
    assert.equal((await run(['toString'])).code, 2);
    const unknown = await run(['analyze', sample, '--jsn']);
    assert.deepEqual([unknown.code, unknown.err], [2, 'convlens analyze: Unknown option --jsn (did you mean --json?); `convlens analyze --help` shows what it takes.\n']);
    assert.equal((await run(['train', sample, '--epochs', '0'])).code, 2);
    assert.equal((await run(['cam', root, '--opacity', '2'])).code, 1, 'the folder is looked at first, and is no run');
  });

  it('ends with 1 and one sentence where something is not there', async () => {
    for (const args of [['train', 'none.py'], ['continue', 'none'], ['filters', 'none'], ['activations', root, '--image', 'x.png'], ['cam', join(root, 'package.json'), '--image', 'x.png']]) {
      const { code, out, err } = await run(args);
      assert.deepEqual([code, out], [1, ''], args.join(' '));
      assert.match(err, new RegExp(`^convlens ${args[0]}: [^\\n]+\\.\\n$`), args.join(' '));
    }
  });

  it('needs an image for pictures of one, and a run for test data', async () => {
    const model = join(root, 'test', 'golden', 'visual', 'digits.keras');
    assert.deepEqual(await run(['cam', model]), { code: 2, out: '', err: 'convlens cam: An image is needed: give --image FILE or, with a run\'s folder, --test-index N.\n' });
    assert.match((await run(['cam', model, '--test-index', '1'])).err, /needs a run's folder/);
  });
});

describe('convlens analyze', () => {
  it('prints Keras\'s table for the sample', async () => {
    const { code, out, err } = await run(['analyze', sample]);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /conv2d_1 \(Conv2D\) .*\(None, 11, 11, 64\) .* 18,496 /);
    assert.match(out, /Total params: 93,322/);
  });

  it('prints exactly the agreed JSON', async () => {
    const { code, out } = await run(['analyze', '--json', sample]);
    assert.equal(code, 0);
    const { files } = JSON.parse(out) as { files: Record<string, unknown>[] };
    assert.equal(files.length, 1);
    assert.deepEqual(Object.keys(files[0]!), ['file', 'models', 'calls', 'diagnostics', 'recipe', 'unknowns']);
    const [model] = files[0]!['models'] as Record<string, unknown>[];
    assert.deepEqual(Object.keys(model!), ['name', 'kind', 'line', 'inputShape', 'outputShape', 'params', 'layers']);
    assert.deepEqual({ ...model, layers: undefined }, { name: 'model', kind: 'Sequential', line: 7, inputShape: [null, 28, 28, 1], outputShape: [null, 10], params: { total: 93322, trainable: 93322, nonTrainable: 0 }, layers: undefined });
    const layers = model!['layers'] as Record<string, unknown>[];
    assert.deepEqual(layers.map(({ params }) => params), [320, 0, 18496, 0, 36928, 0, 36928, 650]);
    assert.deepEqual(layers[2], { name: 'conv2d_1', type: 'Conv2D', line: 10, inputShape: [null, 13, 13, 32], outputShape: [null, 11, 11, 64], params: 18496, trainable: true });
    assert.deepEqual((files[0]!['calls'] as unknown[])[0], { type: 'Conv2D', line: 8, column: 10, inputShape: [null, 28, 28, 1], outputShape: [null, 26, 26, 32], params: 320 });
  });

  it('ends with 1 on an error, with its place, and still reads the other files', async () => {
    const bad = join(scratch, 'bad.py');
    writeFileSync(bad, 'from keras import Input, Sequential, layers\nmodel = Sequential([\n    Input((8, 8, 1)),\n    layers.Conv2D(4, 9),\n])\n');
    const text = await run(['analyze', bad, sample]);
    assert.equal(text.code, 1);
    assert.match(text.out, /bad\.py:4:\d+: error: .+ \[[a-z-]+\]\n/);
    assert.match(text.out, /93,322/);
    const json = JSON.parse((await run(['analyze', '--json', bad])).out) as { files: { diagnostics: Record<string, unknown>[] }[] };
    const [diagnostic] = json.files[0]!.diagnostics;
    assert.deepEqual(Object.keys(diagnostic!), ['line', 'column', 'endLine', 'endColumn', 'severity', 'code', 'message']);
    assert.deepEqual([diagnostic!['line'], diagnostic!['severity']], [4, 'error']);
    const missing = await run(['analyze', '--json', 'none.py', sample]);
    assert.equal(missing.code, 1);
    assert.equal((JSON.parse(missing.out) as { files: unknown[] }).files.length, 2);
  });

  it('tells several inputs apart and leaves null what is not known', async () => {
    const file = join(scratch, 'two.py');
    writeFileSync(file, 'from keras import Input, Model, layers\nimport sys\nn = int(sys.argv[1])\na = Input((8, 8, 1))\nb = Input((8, 8, 3))\nx = layers.Concatenate()([a, b])\nmodel = Model([a, b], layers.Dense(n)(x))\n');
    const { files } = JSON.parse((await run(['analyze', '--json', file])).out) as { files: { models: { inputShape: unknown; outputShape: unknown; params: { total: unknown } }[]; unknowns: unknown[] }[] };
    const [model] = files[0]!.models;
    assert.deepEqual(model!.inputShape, [[null, 8, 8, 1], [null, 8, 8, 3]]);
    assert.deepEqual(model!.outputShape, [null, 8, 8, null]);
    assert.equal(model!.params.total, null);
    assert.ok(files[0]!.unknowns.length > 0);
  });
});

describe('convlens convolve', () => {
  const image = join(scratch, 'step.png');
  before(async () => {
    const { default: sharp } = await import('sharp');
    // Left half black, right half white.
    await sharp(Buffer.from(Array.from({ length: 8 * 6 }, (_, at) => (at % 8 < 4 ? 0 : 255))), { raw: { width: 8, height: 6, channels: 1 } }).png().toFile(image);
  });

  it('finds the edge with Sobel\'s kernel, and agrees with the product of Fourier transforms', async () => {
    const { code, out } = await run(['convolve', image, '--kernel', 'sobel-x', '--out', scratch, '--json']);
    assert.equal(code, 0);
    const [picture] = (JSON.parse(out) as { pictures: { height: number; width: number; fourierDifference: number; npy: string }[] }).pictures;
    assert.deepEqual([picture!.height, picture!.width], [4, 6]);
    assert.ok(picture!.fourierDifference < 1e-6);
    const values = Float32Array.from(readNpy(readFileSync(picture!.npy), 'edge').values);
    assert.deepEqual([...values.subarray(0, 6)].map((value) => Math.round(value * 1000) / 1000), [0, 0, 4, 4, 0, 0]);
  });

  it('reads a bitmap as it reads a PNG', async () => {
    // 24 bits, lines from the bottom up, each filled to four bytes.
    const bitmap = Buffer.alloc(54 + 24 * 6, 0);
    bitmap.write('BM');
    for (const [at, value] of [[10, 54], [14, 40], [18, 8], [22, 6]] as const) bitmap.writeUInt32LE(value, at);
    bitmap.writeUInt16LE(1, 26);
    bitmap.writeUInt16LE(24, 28);
    for (let row = 0; row < 6; row += 1) bitmap.fill(255, 54 + 24 * row + 12, 54 + 24 * (row + 1));
    const path = join(scratch, 'bitmap.bmp');
    writeFileSync(path, bitmap);
    const values = async (from: string) => {
      const { out } = await run(['convolve', from, '--kernel', 'laplacian', '--out', scratch, '--json']);
      return readNpy(readFileSync((JSON.parse(out) as { pictures: { npy: string }[] }).pictures[0]!.npy), 'edge');
    };
    assert.deepEqual(await values(path), await values(image));
    writeFileSync(path, bitmap.subarray(0, 100));
    assert.match((await run(['convolve', path])).err, /could not be read as an image \(The bitmap is cut off\.\); expected a whole PNG, JPEG or BMP file/);
  });

  it('takes numbers, padding and strides, and says what does not fit', async () => {
    const { out } = await run(['convolve', image, '--kernel', '1', '--padding', 'same', '--stride', '2', '--out', scratch, '--json']);
    const [picture] = (JSON.parse(out) as { pictures: { height: number; width: number }[] }).pictures;
    assert.deepEqual([picture!.height, picture!.width], [3, 4]);
    assert.match((await run(['convolve', image, '--dilation', '4', '--out', scratch])).err, /does not fit into .*step\.png \(6 × 8\)/);
    assert.equal((await run(['convolve', image, '--kernel', '1,2;3'])).code, 2);
    assert.match((await run(['convolve', join(root, 'package.json')])).err, /could not be read as an image/);
  });
});
