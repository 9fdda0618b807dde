import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { analyze } from '../../../src/core/analyze.js';
import type { RunInfo } from '../../../src/core/protocol/engine.js';
import type { Recipe } from '../../../src/core/recipe/types.js';
import { createEagerDevice } from '../../../src/engine/devices/eager.js';
import { openData, type OpenData } from '../../../src/engine/datasets/open.js';
import { space, type Rows } from '../../../src/engine/datasets/rows.js';
import { csvRows } from '../../../src/engine/datasets/tables/csv.js';
import { trainRun } from '../../../src/engine/training/train.js';
import { golden } from '../golden.js';
import { picture, writePng } from '../support/pictures.js';

interface Golden {
  readonly images: readonly string[];
  readonly tables: Readonly<Record<string, string>>;
  readonly cases: readonly ({ readonly prepare: string; readonly arguments: string; readonly invalid: number } & ({ readonly error: string } | { readonly error: null; readonly paths: readonly string[]; readonly y: readonly (number | readonly number[])[]; readonly several: boolean; readonly weights: readonly number[] | null; readonly classNames: readonly string[] }))[];
  readonly arrays: readonly { readonly program: string; readonly shape: readonly number[]; readonly values: readonly number[] }[];
}

const head = 'import keras\nimport numpy as np\nimport pandas as pd\nfrom keras import layers\nfrom keras.preprocessing.image import ImageDataGenerator\n';

async function values(rows: Rows): Promise<number[]> {
  const into = space(rows, rows.count);
  await rows.read(Array.from({ length: rows.count }, (_, i) => i), into);
  return [...into];
}

describe('tables as pandas and Keras read them', function () {
  this.timeout(120_000);
  const expected = golden<Golden>('tables');
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tables-'));
    for (const name of expected.images) {
      mkdirSync(dirname(join(folder, 'images', name)), { recursive: true });
      await writePng(join(folder, 'images', name), picture(4, 4, 3));
    }
    for (const [name, text] of Object.entries(expected.tables)) writeFileSync(join(folder, name), text);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function recipeOf(text: string): Recipe {
    const { recipe } = analyze(text).models.at(-1)!;
    assert.ok(recipe);
    return recipe;
  }
  const open = async (text: string): Promise<OpenData> => {
    const recipe = recipeOf(text);
    assert.ok(recipe.train, recipe.unknowns.map(({ reason }) => reason).join());
    return openData(recipe.train, { sourceFile: join(folder, 'a.py'), sourceText: text });
  };

  for (const { prepare, arguments: given, invalid, ...found } of expected.cases) {
    it(`${prepare.replaceAll('\n', '; ')}: ${given}`, async () => {
      const text = `${head}${prepare}\nflow = ImageDataGenerator(validation_split=0.34).flow_from_dataframe(df, shuffle=False, target_size=(4, 4), ${given})\nmodel = keras.Sequential([layers.Input((4, 4, 3)), layers.Flatten(), layers.Dense(1)])\nmodel.compile("sgd", "mse")\nmodel.fit(flow)\n`;
      if (found.error !== null) return assert.rejects(open(text), (error: Error) => error.name === 'UserError');
      const { y, files, classNames, notes, moreTargets = [], sampleWeights = [] } = await open(text);
      assert.deepEqual(files?.paths.map((path) => relative(folder, path).replaceAll('\\', '/')), found.paths);
      assert.deepEqual(await Promise.all((found.several ? [y, ...moreTargets] : [y]).map(values)), found.several ? found.y : [found.y.flat()]);
      assert.deepEqual(y.shape, Array.isArray(found.y[0]) && !found.several ? [(found.y[0] as number[]).length] : []);
      assert.deepEqual(await Promise.all(sampleWeights.map(async (rows) => rows && values(rows))), found.weights ? [y, ...moreTargets].map(() => found.weights) : []);
      assert.deepEqual([classNames ?? [], files.skipped.count, notes.length], [found.classNames, invalid, invalid > 0 ? 1 : 0]);
      if (invalid > 0) assert.match(notes[0]!, new RegExp(`^Found ${invalid} invalid image filename`));
    });
  }

  for (const { program, shape, values: numbers } of expected.arrays) {
    it(program.replaceAll('\n', '; '), async () => {
      const { x } = await open(`${head}${program}\nmodel = keras.Sequential([layers.Input((2,)), layers.Dense(1)])\nmodel.compile("sgd", "mse")\nmodel.fit(out, out)\n`);
      assert.deepEqual([x.count, ...x.shape], shape);
      assert.deepEqual(await values(x), numbers.map(Math.fround));
    });
  }

  it('fields in quotes hold separators, quotes and line ends', () => {
    assert.deepEqual([...csvRows('a,"b\nc","d""e"\r\n\n1,,\n""\nlast', ',')], [['a', 'b\nc', 'd"e'], ['1', '', ''], [''], ['last']]);
  });

  it('what is not followed of a table is said, and blocks', () => {
    const fit = (more: string): string => `${head}df = pd.read_csv('plain.csv')\n${more}\nflow = ImageDataGenerator().flow_from_dataframe(df, directory='images')\nmodel = keras.Sequential([layers.Input((4, 4, 3)), layers.Flatten(), layers.Dense(3)])\nmodel.compile("sgd", "mse")\nmodel.fit(flow)\n`;
    for (const [more, reason] of [['df = df.sample(frac=1)', /sample\(…\)/], ['df["class"] = df["class"].map({"a": "b"})', /column "class"/], ['df = df[df["class"] == "cat"]', /rows/], ['import random\nif random.random() > 0.5:\n    df["class"] = df["class"] + "s"', /training data is not known/]] as const) {
      const { train, unknowns } = recipeOf(fit(more));
      assert.equal(train, null, more);
      assert.match(unknowns.find(({ blocks }) => blocks)!.reason, reason);
    }
  });

  const fitted = (program: string): string => `${head}${program}\nmodel = keras.Sequential([layers.Input((2,)), layers.Dense(1)])\nmodel.compile("sgd", "mse")\nmodel.fit(out, out)\n`;

  it('columns by place after others went, tables changed in place and arguments that are not followed make no numbers', () => {
    for (const program of [
      "df = pd.read_csv('n.csv').drop('a', axis=1)\nout = df.iloc[:, :-1].values", "df = pd.read_csv('n.csv')[['a', 'b']]\nout = df.iloc[:, 0:2].values",
      "df = pd.read_csv('n.csv')\ndf.pop('a')\nout = df.values", "df = pd.read_csv('n.csv')\ndf.sort_values('a', inplace=True)\nout = df.values", "df = pd.read_csv('n.csv')\ndf.loc[0, 'a'] = 3\nout = df.values",
      "df = pd.read_csv('n.csv')\ndf.columns = ['b', 'a', 'c']\nout = df[['a', 'b']].values", "df = pd.read_csv('n.csv')\ndel df['a']\nout = df.values", "out = pd.read_csv('n.csv', encoding='latin-1').values",
      "out = np.loadtxt('n.csv', delimiter=',', skiprows=1, usecols=(0, 1))", "import sys\nout = pd.read_csv('n.csv').head(int(sys.argv[1])).values",
    ]) {
      const { train, unknowns } = recipeOf(fitted(program));
      assert.equal(train, null, program);
      assert.ok(unknowns.some(({ blocks }) => blocks), program);
    }
  });

  it('a column that is dropped in place is gone; skipped lines are lines of the file; large numbers stay what they are', async () => {
    writeFileSync(join(folder, 'n.csv'), 'about\n\na,b,c\n1,2,3000000000\n4,5,6\n');
    const { x } = await open(fitted("df = pd.read_csv('n.csv', skiprows=2)\ndf.drop('a', axis=1, inplace=True)\nout = df.values"));
    assert.deepEqual([x.count, ...x.shape, ...(await values(x))], [2, 2, 2, 3000000000, 5, 6]);
  });

  it('fields are numbers where pandas takes them for numbers, and a missing one is said', async () => {
    writeFileSync(join(folder, 'm.csv'), 'flag,big,hex,gap,name\nTrue,inf,0x10,1,a\nfalse,-1e3,0x11,NA,b\nTRUE, 7 ,1,2,nan\n');
    const column = (names: string): string => fitted(`out = pd.read_csv('m.csv')[[${names}]].values`);
    const { x } = await open(column("'flag', 'big'"));
    assert.deepEqual(await values(x), [1, Infinity, 0, -1000, 1, 7]);
    assert.deepEqual([x.dtype, (await open(column("'flag'"))).x.dtype], ['float32', 'int32']);
    await assert.rejects(open(column("'flag', 'hex'")), /column "hex".* holds "0x10" in row 1, and numbers are needed/);
    await assert.rejects(open(column("'gap'")), /column "gap".* has no value in row 2.*fillna/);
  });

  it('a table is read once for all arrays of an opening', async () => {
    const text = fitted("df = pd.read_csv('once.csv')\nout = df[['a', 'b']].values").replace('model.fit(out, out)', "model.fit(out, df['c'].values)");
    writeFileSync(join(folder, 'once.csv'), 'a,b,c\n1,2,3.5\n4,5,6.5\n');
    const context = { sourceFile: join(folder, 'a.py'), sourceText: text };
    const { train } = recipeOf(text);
    const first = await openData(train!, context);
    assert.deepEqual([await values(first.x), await values(first.y), first.x.dtype, first.y.dtype], [[1, 2, 4, 5], [3.5, 6.5], 'int32', 'float32']);
    rmSync(join(folder, 'once.csv'));
    assert.deepEqual(await values((await openData(train!, context)).y), [3.5, 6.5]);
    await assert.rejects(openData(train!, { ...context }), /was not found/);
  });

  it('learns from a table of digits', async () => {
    const rows = ['label,a,b,c,d', ...Array.from({ length: 60 }, (_, i) => [i % 2, ...[0, 1, 2, 3].map((c) => (c % 2 === i % 2 ? 200 + (i % 50) : i % 30))].join())];
    writeFileSync(join(folder, 'digits.csv'), `${rows.join('\n')}\n`);
    const text = `${head}
df = pd.read_csv("digits.csv")
y = df["label"]
x = df.drop("label", axis=1).values.reshape(-1, 2, 2, 1) / 255.0
model = keras.Sequential([layers.Input((2, 2, 1)), layers.Flatten(), layers.Dense(2, activation="softmax")])
model.compile(keras.optimizers.Adam(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=6, batch_size=10, validation_split=0.2)
`;
    const { graph } = analyze(text).models[0]!;
    let last: Readonly<Record<string, number>> = {};
    const info: RunInfo = await trainRun({ graph, recipe: recipeOf(text), sourceFile: join(folder, 'digits.py'), sourceText: text, runsDirectory: join(folder, 'runs'), seed: 3 }, createEagerDevice(), { progress: () => undefined, epochEnded: ({ validation }) => void (last = validation), runChanged: () => undefined, log: () => undefined });
    assert.equal(info.state, 'finished', info.error ?? '');
    assert.equal(last['val_accuracy'], 1);
  });
});
