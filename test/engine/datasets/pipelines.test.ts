import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../../src/core/analyze.js';
import type { Recipe } from '../../../src/core/recipe/types.js';
import { openData, orderOf, type OpenData } from '../../../src/engine/datasets/open.js';
import { partsOf } from '../../../src/engine/datasets/parts.js';
import { OrderStream, batchesOf } from '../../../src/engine/datasets/order.js';
import { createEagerDevice } from '../../../src/engine/devices/eager.js';
import { overviewOf } from '../../../src/engine/preview/overview.js';
import { samplesOf } from '../../../src/engine/preview/samples.js';
import { PreviewData } from '../../../src/engine/preview/session.js';
import { trainRun } from '../../../src/engine/training/train.js';
import { golden } from '../golden.js';
import { near, values, writeFiles } from './compared.js';

interface Golden {
  readonly head: string;
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly { readonly text: string; readonly batches: readonly number[]; readonly batch: number | null; readonly shape: readonly number[]; readonly target: readonly number[]; readonly x: readonly number[]; readonly y: readonly number[] }[];
}

/** The samples of an epoch in their order, and the sizes of its batches; of what has no end, of as many as were looked at. */
function epochOf(data: OpenData, batchSize: number, looked: number): { readonly order: ArrayLike<number>; readonly sizes: readonly number[] } {
  const ordered = { count: data.x.count, steps: orderOf(data, batchSize, false), batchSize };
  const whole = batchesOf(ordered);
  const { order, sizes, batches } = new OrderStream(ordered, 0, whole === Infinity ? looked : null).next(0);
  assert.equal(batches, Math.min(whole, looked));
  return { order, sizes: sizes ?? Array.from({ length: batches }, (_, i) => Math.min(batchSize, order.length - i * batchSize)) };
}

describe('pipelines of tf.data and lists of files, as TensorFlow runs them', function () {
  this.timeout(120_000);
  const expected = golden<Golden>('pipelines');
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pipelines-'));
    writeFiles(folder, expected.files);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function recipeOf(text: string): { readonly recipe: Recipe; readonly source: string } {
    const source = `${expected.head}${text}m = keras.Sequential([layers.Flatten(), layers.Dense(1)])\nm.compile("sgd", "mse")\nm.fit(${/^ds = (?!None)/m.test(text) && !/^ds = None/m.test(text) ? 'ds' : 'x, y'})\n`;
    const { recipe } = analyze(source).models.find(({ variable }) => variable === 'm')!;
    assert.ok(recipe);
    return { recipe, source };
  }
  async function open(text: string): Promise<OpenData> {
    const { recipe, source } = recipeOf(text);
    assert.ok(recipe.train, recipe.unknowns.map(({ reason }) => reason).join());
    assert.deepEqual(recipe.unknowns, []);
    // As it goes to the engine and into a run's file: without identities.
    return openData(JSON.parse(JSON.stringify(recipe.train)) as NonNullable<Recipe['train']>, { sourceFile: join(folder, 'a.py'), sourceText: source });
  }

  for (const { text, ...found } of expected.cases) {
    it(text.trimEnd().split('\n').slice(-4).join('; '), async () => {
      const data = await open(text);
      assert.deepEqual([data.x.shape, data.y.shape, data.batchSize], [found.shape, found.target, found.batch]);
      const { order, sizes } = epochOf(data, found.batch ?? data.x.count, found.batches.length);
      assert.deepEqual(sizes, found.batches);
      near(await values(data.y, order), found.y, 'targets');
      near(await values(data.x, order), found.x, 'inputs');
    });
  }

  it('there are cases of each kind of source', () => {
    const kinds = new Set(expected.cases.map(({ text }) => recipeOf(text).recipe.train?.x.source.kind));
    assert.deepEqual([...kinds].sort(), ['directory', 'file', 'images']);
    assert.ok(expected.cases.length >= 60, `${expected.cases.length} cases`);
  });

  const masks = 'def load(a, b):\n    return tf.image.resize(tf.io.decode_png(tf.io.read_file(a), channels=3), (4, 4)), tf.image.resize(tf.io.decode_png(tf.io.read_file(b), channels=1), (4, 4))\n';
  const pairs = `${masks}ds = tf.data.Dataset.from_tensor_slices((a, b)).map(load).batch(2)\n`;
  const refused: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
    'lists in no certain order': [`a = glob.glob("pets/*.png")\nb = glob.glob("masks/*.png")\n${pairs}`, /pets\/\*\.png gives its files in no certain order \(line 12\)|no certain order.*sorted/],
    'lists in different random orders': [`a = sorted(glob.glob("pets/*.png"))\nb = sorted(glob.glob("masks/*.png"))\nrandom.Random(1).shuffle(a)\nrandom.Random(2).shuffle(b)\n${pairs}`, /different seeds/],
    'a random order of one list only': [`a = sorted(glob.glob("pets/*.png"))\nb = [p.replace("pets", "masks") for p in a]\nrandom.shuffle(a)\n${pairs}`, /random order apart/],
    'lists of different lengths': [`a = sorted(glob.glob("pets/*.png"))[:3]\nb = sorted(glob.glob("masks/*.png"))\n${pairs}`, /3 samples and the targets 6/],
    'a pattern that nothing fits': [`a = sorted(glob.glob("pets/*.jpg"))\nb = sorted(glob.glob("masks/*.jpg"))\n${pairs}`, /No file fits the pattern "pets\/\*\.jpg"/],
    'a folder that is not there': ['paths = [os.path.join("lost", f) for f in sorted(os.listdir("lost"))]\nlabels = [0 for p in paths]\ndef load(p, y):\n    return tf.image.resize(tf.io.decode_png(tf.io.read_file(p), channels=3), (4, 4)), y\nds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).batch(2)\n', /folder "lost".*was not found/],
    'a label that is none': ['paths = sorted(glob.glob("photos/*/*.png"))\nlabels = [{"cat": 0, "dog": 1}[p.split("/")[1]] for p in paths]\ndef load(p, y):\n    return tf.image.resize(tf.io.decode_png(tf.io.read_file(p), channels=3), (4, 4)), y\nds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).batch(2)\n', /the label "bird".*not among "cat", "dog"/],
    'images of no certain size': ['paths = sorted(glob.glob("photos/*/*.png"))\nlabels = [0 for p in paths]\nds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(lambda p, y: (tf.io.decode_png(tf.io.read_file(p), channels=3), y)).batch(2)\n', /size of the images.*tf\.image\.resize/],
    'names that are not read': ['paths = sorted(glob.glob("photos/*/*.png"))\nlabels = [0 for p in paths]\nds = tf.data.Dataset.from_tensor_slices((paths, labels)).batch(2)\n', /names of files, from which nothing is learned/],
    'batches that are all dropped': ['ds = tf.data.Dataset.from_tensor_slices((np.load("values.npy"), np.load("labels.npy"))).batch(20, drop_remainder=True)\n', /drop_remainder.*leave nothing of 17/],
  };
  for (const [name, [text, says]] of Object.entries(refused)) {
    it(`${name}: said before the start`, () => assert.rejects(open(text), (error: Error) => error.name === 'UserError' && says.test(error.message) ? true : assert.fail(error.message)));
  }

  const unsaid: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
    'a count that goes on from pass to pass': ['labels = []\ni = 0\nfor p in paths:\n    labels.append(i)\n    i += 1\n', /Which files there are is not known|is not followed/],
    'two items in a pass': ['labels = []\nfor p in paths:\n    labels.append(0)\n    labels.append(1)\n', /more than once in a pass/],
    'a label that may be the one of the pass before': ['labels = []\nfor p in paths:\n    if "cat" in p:\n        label = 0\n    elif "dog" in p:\n        label = 1\n    labels.append(label)\n', /not followed/],
    'another name for the list': ['kept = {"labels": []}\nfor p in paths:\n    kept["labels"].append(0)\nlabels = kept["labels"]\n', /Which files there are is not known/],
    'another holder of the list': ['labels = []\nkept = {"labels": labels}\nfor p in paths:\n    labels.append(0)\nlabels = kept["labels"]\n', /names that hold it only/],
    'a loop that ends early': ['labels = []\nfor p in paths:\n    if "dog" in p:\n        break\n    labels.append(0)\n', /Which files there are is not known/],
    'a loop over a list that loses its rule': ['labels = []\npaths.reverse()\nfor p in paths:\n    labels.append(0)\n', /reverse\(…\) does to this list/],
  };
  const whole: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
    'a reader that is not followed': ['import skimage.io\nx = np.array([skimage.io.imread(p) for p in paths])\n', /skimage\.io.* comes from a library/],
    'a reader of Matplotlib': ['import matplotlib.pyplot as plt\nx = []\nfor p in paths:\n    x.append(plt.imread(p))\nx = np.array(x)\n', /Images that matplotlib reads are not followed/],
    'an image with as many channels as its file has': ['from PIL import Image\nx = np.array([np.array(Image.open(p)) for p in paths])\n', /convert\("RGB"\)/],
    'a loop over a column': ['x = np.array([img_to_array(load_img(f, target_size=(4, 4))) for f in pd.read_csv("paths.csv")["file"]])\n', /Loops over the rows of a table are not followed/],
    'a loop over rows': ['x = []\nfor i, row in pd.read_csv("paths.csv").iterrows():\n    x.append(img_to_array(load_img(row["file"], target_size=(4, 4))))\nx = np.array(x)\n', /Loops over the rows of a table are not followed/],
    'a key to sort by': ['x = np.array([img_to_array(load_img(p, target_size=(4, 4))) for p in sorted(paths, key=lambda p: len(p))])\n', /with this key is not followed/],
    'every second sample': ['x = np.load("values.npy")[::2]\n', /this index takes of it is not followed/],
    'samples from the end': ['x = np.load("values.npy")[::-1]\n', /this index takes of it is not followed/],
  };
  for (const [name, [text, says]] of Object.entries(whole)) {
    it(`images that are read into an array: ${name} is the reason that is told`, () => {
      const { recipe, source } = recipeOf(`paths = sorted(glob.glob("photos/*/*.png"))\n${text}y = np.load("labels.npy")\nds = None\n`);
      assert.equal(recipe.train, null);
      const { reason, span } = recipe.unknowns.find(({ blocks }) => blocks)!;
      assert.match(reason, says);
      assert.ok(span !== null && source.slice(0, span.from).split('\n').length > 11, reason);
    });
  }

  for (const [name, [text, says]] of Object.entries(unsaid)) {
    it(`a loop that fills a list: ${name} is no rule`, () => {
      const { recipe } = recipeOf(`paths = sorted(glob.glob("photos/*/*.png"))\n${text}ds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(lambda p, y: (tf.image.resize(tf.io.decode_png(tf.io.read_file(p), channels=3), (4, 4)), y)).batch(2)\n`);
      assert.equal(recipe.train, null);
      assert.match(recipe.unknowns.map(({ reason }) => reason).join(), says);
    });
  }

  it('one data set behind another is told of where a part of each is taken, or batches of each', () => {
    const one = (name: string, more: string): string => `${name}_paths = sorted(glob.glob("photos/${name}/*.png"))\n${name} = tf.data.Dataset.from_tensor_slices((${name}_paths, [0 for p in ${name}_paths])).map(lambda p, y: (tf.image.resize(tf.io.decode_png(tf.io.read_file(p), channels=3), (4, 4)), y))${more}\n`;
    for (const [more, known] of [['', true], ['.take(2)', false], ['.batch(2)', false], ['.shuffle(9)', false]] as const) {
      const { recipe } = recipeOf(`${one('cat', more)}${one('dog', more)}ds = cat.concatenate(dog)\n`);
      assert.equal(recipe.train !== null, known, more);
      if (!known) assert.match(recipe.unknowns.map(({ reason }) => reason).join(), /concatenate\(…\) puts other data behind it/);
    }
  });

  it('a class that reads batches is told of where it reads them', () => {
    const { recipe, source } = recipeOf('paths = sorted(glob.glob("photos/*/*.png"))\nclass Pets(keras.utils.Sequence):\n    def __init__(self, paths):\n        self.paths = paths\n    def __len__(self):\n        return len(self.paths)\n    def __getitem__(self, i):\n        x = img_to_array(load_img(self.paths[i], target_size=(4, 4)))[None]\n        return x, x\nds = Pets(paths)\n');
    const [lost] = recipe.unknowns;
    assert.match(lost!.reason, /class Pets of this file gives it, and which samples a batch has is not followed/);
    assert.equal(source.slice(lost!.span!.from, lost!.span!.to), 'def __getitem__');
  });

  it('trains on images and masks of two folders, the last batch dropped, and looks at them', async () => {
    const source = `${expected.head}inputs = sorted([os.path.join("pets", f) for f in os.listdir("pets") if f.endswith(".png")])
targets = sorted(p for p in glob.glob("masks/*.png"))
def load(one, other):
    image = tf.image.resize(tf.io.decode_png(tf.io.read_file(one), channels=3), (8, 8))
    mask = tf.image.resize(tf.io.decode_png(tf.io.read_file(other), channels=1), (8, 8), method="nearest")
    return tf.image.random_flip_left_right(image) / 255.0, mask - 1
ds = tf.data.Dataset.from_tensor_slices((inputs, targets)).map(load).cache().shuffle(100).batch(4, drop_remainder=True)
m = keras.Sequential([layers.Input((8, 8, 3)), layers.Conv2D(8, 1, activation="relu"), layers.Conv2D(3, 1, activation="softmax")])
m.compile("adam", "sparse_categorical_crossentropy")
m.fit(ds, epochs=2)
`;
    const { graph, recipe } = analyze(source).models[0]!;
    assert.deepEqual(recipe!.unknowns, []);
    const request = { graph, recipe: recipe!, sourceFile: join(folder, 'masks.py'), sourceText: source };
    const losses: number[] = [];
    const steps = new Set<number>();
    const info = await trainRun({ ...request, runsDirectory: join(folder, 'runs'), seed: 3 }, createEagerDevice(), { progress: ({ steps: count }) => void steps.add(count), epochEnded: ({ loss }) => void losses.push(loss), runChanged: () => undefined, log: () => undefined });
    assert.equal(info.state, 'finished', info.error ?? '');
    assert.deepEqual([losses.length, [...steps]], [2, [1]]);
    assert.ok(losses.every((loss) => Number.isFinite(loss) && loss > 0), losses.join());
    const [part] = await new PreviewData().renew(request);
    const { parts: [seen] } = await overviewOf([part!], request);
    assert.deepEqual([seen!.samples, seen!.batches, seen!.batchSize, seen!.shuffled, seen!.files], [6, 1, 4, true, true]);
    const { groups: [group] } = await samplesOf(part!, { role: 'training', labels: [null], from: 0, count: 6 });
    assert.deepEqual(group!.samples.map(({ title, picture, mask }) => [title, picture !== null, mask !== null]), ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`${name}.png`, true, true]));
  });

  for (const [name, text, fit, epochs] of [
    ['a class that reads batches, validated by another of its objects', 'class Pets(keras.utils.PyDataset):\n    def __init__(self, paths, **kwargs):\n        super().__init__(**kwargs)\n        self.paths = paths\n        self.order = np.arange(len(paths))\n    def __len__(self):\n        return int(np.ceil(len(self.paths) / 4))\n    def __getitem__(self, i):\n        x, y = [], []\n        for k in self.order[i * 4:(i + 1) * 4]:\n            x.append(img_to_array(load_img(self.paths[k], target_size=(4, 4))) / 255)\n            y.append(names.index(self.paths[k].split("/")[1]))\n        return np.array(x), np.array(y)\n    def on_epoch_end(self):\n        np.random.shuffle(self.order)\ndata, held = Pets(paths[:-2]), Pets(paths[-2:])\n', 'data, validation_data=held, epochs=3', [2, 2, 2]],
    ['a generator, as many steps as it is told', 'def batches(paths, size):\n    while True:\n        for i in range(0, len(paths), size):\n            x = np.array([img_to_array(load_img(p, target_size=(4, 4))) / 255 for p in paths[i:i + size]])\n            y = np.array([names.index(p.split("/")[1]) for p in paths[i:i + size]])\n            yield x, y\n', 'batches(paths, 4), steps_per_epoch=len(paths) // 2, epochs=2', [5, 5]],
  ] as const) {
    it(`trains on ${name}`, async () => {
      const source = `${expected.head}names = ["bird", "cat", "dog"]\npaths = sorted(glob.glob("photos/*/*.png"))\n${text}m = keras.Sequential([layers.Input((4, 4, 3)), layers.Flatten(), layers.Dense(3, activation="softmax")])\nm.compile("adam", "sparse_categorical_crossentropy")\nm.fit(${fit})\n`;
      const { graph, recipe } = analyze(source).models[0]!;
      assert.deepEqual(recipe!.unknowns, []);
      const steps: number[] = [];
      let step = 0;
      const info = await trainRun({ graph, recipe: recipe!, sourceFile: join(folder, 'batches.py'), sourceText: source, runsDirectory: join(folder, 'runs'), seed: 3 }, createEagerDevice(), { progress: (event) => void (step = event.step), epochEnded: ({ loss }) => void (steps.push(step), assert.ok(loss > 0)), runChanged: () => undefined, log: () => undefined });
      assert.equal(info.state, 'finished', info.error ?? '');
      assert.deepEqual(steps, epochs);
    });
  }

  it('parts images that the program reads into an array, of pairs in a random order', async () => {
    const source = `${expected.head}pairs = []
for label, name in enumerate(["cat", "dog"]):
    for file in os.listdir(os.path.join("photos", name)):
        if file.endswith(".png"):
            pairs.append((img_to_array(load_img(os.path.join("photos", name, file), target_size=(4, 4))), label))
random.shuffle(pairs)
x, y = [], []
for image, label in pairs:
    x.append(image)
    y.append(label)
m = keras.Sequential([layers.Input((4, 4, 3)), layers.Flatten(), layers.Dense(1, activation="sigmoid")])
m.compile("adam", "binary_crossentropy")
m.fit(np.array(x) / 255, np.array(y), validation_split=0.3, epochs=1)
`;
    const { recipe } = analyze(source).models[0]!;
    assert.deepEqual(recipe!.unknowns, []);
    const context = { sourceFile: join(folder, 'pairs.py'), sourceText: source };
    const whole = await openData(recipe!.train!, context);
    assert.match(whole.notes.join(), /order of the samples \(line \d+\) is random/);
    const { train, validation } = await partsOf(whole, recipe!, context);
    assert.deepEqual([train.x.count, validation!.x.count], [4, 3]);
    for (const part of [train, validation!]) {
      const labels = await values(part.y, Array.from({ length: part.y.count }, (_, i) => i));
      assert.deepEqual(part.files!.paths.map((path) => Number(path.includes('dog'))), labels);
    }
  });

  it('shuffles whole batches where the program does', async () => {
    const head = 'ds = tf.data.Dataset.from_tensor_slices((np.load("values.npy"), np.load("labels.npy")))\n';
    const data = await open(`${head}ds = ds.batch(4).shuffle(10)\n`);
    const stream = new OrderStream({ count: 17, steps: orderOf(data, 4, false), batchSize: 4 }, 3, null);
    const { order, sizes } = stream.next(0);
    assert.deepEqual([...order].toSorted((a, b) => a - b), Array.from({ length: 17 }, (_, i) => i));
    let at = 0;
    for (const size of sizes ?? [4, 4, 4, 4, 1]) for (let i = 1, from = at++; i < size; i++) assert.equal(order[at++], order[from]! + i);
    assert.notDeepEqual(order, stream.next(1).order);
  });

  it('names the classes, and each image by its file', async () => {
    const { text } = expected.cases.find((one) => one.text.includes('list_files'))!;
    const { classNames, files, title } = await open(text);
    assert.deepEqual(classNames, ['bird', 'cat', 'dog']);
    assert.deepEqual([files!.paths.length, readdirSync(join(folder, 'photos', 'cat')).length], [10, 5]);
    assert.match(title, /10 images of the pattern photos/);
  });

  it('a random order that is not followed is said', async () => {
    const { notes, y } = await open('data_dir = pathlib.Path("photos")\nds = tf.data.Dataset.list_files("photos/*/*.png", shuffle=False)\nds = ds.shuffle(len(list(data_dir.glob("*/*.png"))), reshuffle_each_iteration=False)\nnames = ["bird", "cat", "dog"]\nds = ds.take(6).map(lambda p: (tf.image.resize(tf.io.decode_png(tf.io.read_file(p), channels=3), (4, 4)), tf.argmax(tf.strings.split(p, "/")[-2] == names))).batch(2)\n');
    assert.match(notes.join(), /order of the samples \(line 15\) is random/);
    assert.equal(y.count, 6);
  });
});
