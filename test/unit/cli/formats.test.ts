import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './support.js';

const advised = 'from keras import Input, Sequential, layers\n\nmodel = Sequential([\n    Input((64,)),\n    layers.Dense(64),\n    layers.Dense(10, activation="softmax"),\n])\n';
const rejected = 'from keras import Input, Sequential, layers\n\nmodel = Sequential([Input((8, 8, 1)), layers.Conv2D(4, 9)])\n';

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'convlens-formats-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

interface Sarif {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly version: string; readonly rules: readonly { readonly id: string; readonly shortDescription: { readonly text: string } }[] } };
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
    readonly results: readonly SarifResult[];
  }[];
}
interface Region { readonly startLine: number; readonly startColumn: number; readonly endLine: number; readonly endColumn: number }
interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: Region } }[];
  readonly fixes?: readonly { readonly description: { readonly text: string }; readonly artifactChanges: readonly { readonly artifactLocation: { readonly uri: string }; readonly replacements: readonly { readonly deletedRegion: Region; readonly insertedContent: { readonly text: string } }[] }[] }[];
}

describe('formats of convlens analyze', () => {
  it('sarif holds what the standard requires, each finding with its rule, place and fix', async () => {
    const root = folder({ 'a model.py': advised, 'b.py': rejected });
    const { code, out, err } = await run(['analyze', '--format', 'sarif', root]);
    assert.deepEqual([code, err], [1, '']);
    const log = JSON.parse(out) as Sarif;
    // Required by SARIF 2.1.0: version (3.13.2), runs (3.13.4), tool (3.14.6), driver (3.18.2), name (3.19.8), executionSuccessful (3.20.14), message (3.27.11), id (3.49.3).
    assert.equal(log.version, '2.1.0');
    assert.match(log.$schema, /sarif-2\.1\.0/);
    assert.equal(log.runs.length, 1);
    const { tool: { driver }, invocations, results } = log.runs[0]!;
    assert.deepEqual([driver.name, typeof driver.version, invocations[0]!.executionSuccessful], ['ConvLens', 'string', true]);
    assert.deepEqual(results.map(({ ruleId, level }) => [ruleId, level]), [['missing-activation', 'warning'], ['window-exceeds-input', 'error']]);
    for (const { ruleId, ruleIndex, message, locations } of results) {
      assert.equal(driver.rules[ruleIndex]!.id, ruleId);
      assert.ok(driver.rules[ruleIndex]!.shortDescription.text.length > 0 && message.text.endsWith('.'));
      const { artifactLocation: { uri }, region } = locations[0]!.physicalLocation;
      assert.ok(!/[ \\]/.test(uri), uri);
      assert.ok(region.startLine >= 1 && region.startColumn >= 1 && region.endLine >= region.startLine);
    }
    const [first] = results;
    assert.match(first!.locations[0]!.physicalLocation.artifactLocation.uri, /\/a%20model\.py$/);
    assert.deepEqual(first!.locations[0]!.physicalLocation.region, { startLine: 5, startColumn: 5, endLine: 5, endColumn: 17 });
    assert.deepEqual(first!.fixes![0]!.artifactChanges[0]!.replacements, [{ deletedRegion: { startLine: 5, startColumn: 20, endLine: 5, endColumn: 20 }, insertedContent: { text: ', activation="relu"' } }]);
  });

  it('sarif says where a file could not be read', async () => {
    const { code, out } = await run(['analyze', '--format', 'sarif', 'none.py']);
    assert.equal(code, 1);
    assert.equal((JSON.parse(out) as Sarif).runs[0]!.invocations[0]!.executionSuccessful, false);
  });

  it('github escapes what its workflow commands give a meaning to', async () => {
    const root = folder({ '50%,a:b.py': advised });
    const { code, out } = await run(['analyze', '--format', 'github', root]);
    assert.equal(code, 1);
    assert.match(out, /^::warning file=[^,:]+50%25%2Ca%3Ab\.py,line=5,endLine=5,col=5,endColumn=17,title=ConvLens%3A missing-activation::Between the dense layers .+\.\n$/);
    assert.match((await run(['analyze', '--format', 'github', 'none.py'])).out, /^::error file=none\.py,title=ConvLens::none\.py could not be read: it does not exist\.\n$/);
  });

  it('github and sarif are empty of findings where there are none', async () => {
    const root = folder({ 'm.py': advised.replace('Dense(64)', 'Dense(64, "relu")') });
    assert.deepEqual(await run(['analyze', '--format', 'github', root]), { code: 0, out: '', err: '' });
    assert.deepEqual((JSON.parse((await run(['analyze', '--format', 'sarif', root])).out) as Sarif).runs[0]!.results, []);
  });

  it('--json is --format json, and the two are not mixed with others', async () => {
    const root = folder({ 'm.py': advised });
    assert.deepEqual(await run(['analyze', '--json', root]), await run(['analyze', '--format', 'json', root]));
    assert.equal((await run(['analyze', '--json', '--format', 'sarif', root])).code, 2);
    assert.match((await run(['analyze', '--format', 'xml', root])).err, /takes text, json, sarif, github; "xml" was given/);
  });
});

describe('imports in convlens analyze', () => {
  it('are followed beside the file and from the folder of pyproject.toml; what stands there is told there', async () => {
    const root = folder({
      'pyproject.toml': '[tool.convlens]\n',
      'parts/__init__.py': '',
      'parts/head.py': 'from keras import layers\n\ndef head(x, classes):\n    x = layers.Dense(64)(x)\n    return layers.Dense(classes)(x)\n',
      'app/train.py': 'import keras\nfrom parts.head import head\nfrom .sizes import CLASSES\n\ninputs = keras.Input((64,))\nmodel = keras.Model(inputs, head(inputs, CLASSES))\n',
      'app/sizes.py': 'CLASSES = 7\n',
    });
    const { code, out } = await run(['analyze', '--json', join(root, 'app', 'train.py')]);
    const [file] = (JSON.parse(out) as { files: { models: { outputShape: unknown; params: { total: number } }[]; diagnostics: unknown[] }[] }).files;
    assert.deepEqual([code, file!.models[0]!.outputShape, file!.models[0]!.params.total, file!.diagnostics], [0, [null, 7], 64 * 64 + 64 + 64 * 7 + 7, []]);
    assert.equal((await run(['analyze', '--format', 'github', join(root, 'app', 'train.py')])).out, '');
  });
});

describe('configuration of convlens analyze', () => {
  it('comes from pyproject.toml: levels, threshold, exclusions', async () => {
    const config = (text: string) => folder({ 'pyproject.toml': text, 'm.py': advised, 'old/n.py': rejected, '.hidden/x.py': rejected, 'plain.py': 'print(1)\n' });
    const codes = async (text: string, ...options: string[]) => {
      const { code, out } = await run(['analyze', '--json', ...options, config(text)]);
      return [code, (JSON.parse(out) as { files: { diagnostics: { code: string; severity: string }[] }[] }).files.map(({ diagnostics }) => diagnostics.map((one) => `${one.severity} ${one.code}`).join())];
    };
    assert.deepEqual(await codes('[project]\n'), [1, ['warning missing-activation', 'error window-exceeds-input']]);
    assert.deepEqual(await codes('[tool.convlens]\nexclude = ["old"]\n'), [1, ['warning missing-activation']]);
    assert.deepEqual(await codes('[tool.convlens]\nexclude = ["old"]\n[tool.convlens.rules]\nmissing-activation = "off"\n'), [0, ['']]);
    assert.deepEqual(await codes('[tool.convlens]\nexclude = ["old"]\n[tool.convlens.rules]\nmissing-activation = "info"\n'), [0, ['info missing-activation']]);
    assert.deepEqual(await codes('[tool.convlens]\nexclude = ["old"]\nfail-on = "error"\n'), [0, ['warning missing-activation']]);
    assert.deepEqual(await codes('[tool.convlens]\nexclude = ["old"]\nfail-on = "error"\n', '--fail-on', 'warning'), [1, ['warning missing-activation']], 'the option wins');
  });

  it('ends with 2 where the configuration is not understood', async () => {
    const root = folder({ 'pyproject.toml': '[tool.convlens.rules]\nmissing-activation = "loud"\n', 'm.py': advised });
    const { code, out, err } = await run(['analyze', root]);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /pyproject\.toml: The rule missing-activation takes "off", "hint", "info", "warning", but found "loud"\.\n$/);
  });

  it('is silenced line by line', async () => {
    const root = folder({ 'm.py': advised.replace('Dense(64),', 'Dense(64),  # convlens: ignore[missing-activation]') });
    assert.equal((await run(['analyze', root])).code, 0);
  });
});
