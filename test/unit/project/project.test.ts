import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectOf } from '../../../src/client/project.js';
import { isExcluded, noProject, readProject } from '../../../src/core/project.js';

describe('[tool.convlens]', () => {
  it('is read with its rules, its threshold and its exclusions', () => {
    const { project, problems } = readProject('[project]\nname = "x"\n\n[tool.convlens]\nfail-on = "error"\nexclude = ["old", "lab/*.py"]\n\n[tool.convlens.rules]\nunused-layer = "off"\n"window-exceeds-input" = "off"\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(project, { levels: { 'unused-layer': 'off', 'window-exceeds-input': 'off' }, failOn: 'error', exclude: ['old', 'lab/*.py'] });
  });

  it('is absent where the file does not speak of it, even where that is broken', () => {
    for (const text of ['', '[project]\nname = "x"\n', '[tool.black]\nline-length = 100\n', '[project\nname']) assert.deepEqual(readProject(text), { project: null, problems: [] });
  });

  it('tells of every mistake in one sentence, and keeps what is right', () => {
    const { project, problems } = readProject('[tool.convlens]\nfailon = "error"\nfail-on = "never"\nexclude = "old"\n[tool.convlens.rules]\nunused-layer = "error"\nunused-layr = "off"\nchekerboard = "off"\ncheckerboard = "info"\n');
    assert.deepEqual(problems, [
      '[tool.convlens] has no key "failon". It takes rules, fail-on and exclude.',
      'The rule unused-layer takes "off", "hint", "info", "warning", but found "error".',
      'There is no rule unused-layr. Did you mean unused-layer?',
      'There is no rule chekerboard. Did you mean checkerboard?',
      'fail-on takes "error", "warning", "info", "hint", but found "never".',
      'exclude takes a list of paths, for example ["old", "experiments/*.py"].',
    ]);
    assert.deepEqual(project, { ...noProject, levels: { checkerboard: 'info' } });
    assert.match(readProject('[tool.convlens]\nrules = [').problems[0]!, /no valid TOML \(line \d+\)/);
    assert.match(readProject('tool.convlens = 3').problems[0]!, /must be a table/);
    assert.match(readProject('[tool.convlens]\nrules = ["a"]').problems[0]!, /must be a table of levels/);
  });

  it('leaves out paths by pattern', () => {
    const cases: readonly (readonly [string, string, boolean])[] = [
      ['old/a.py', 'old', true], ['older/a.py', 'old', false], ['lab/a.py', 'lab/*.py', true], ['lab/deep/a.py', 'lab/*.py', false], ['lab/deep/a.py', 'lab/**/*.py', true], ['lab/a.py', 'lab/**/*.py', true],
      ['a+b.py', 'a+b.py', true], ['aab.py', 'a+b.py', false], ['x/old/a.py', '**/old', true], ['old/a.py', 'old/', true], ['a1.py', 'a?.py', true],
    ];
    for (const [path, pattern, excluded] of cases) assert.equal(isExcluded(path, [pattern]), excluded, `${path} by ${pattern}`);
  });

  it('is looked for upward, past files without the section, and read again when it changes', () => {
    const root = mkdtempSync(join(tmpdir(), 'convlens-project-'));
    const deep = join(root, 'a', 'b');
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'pyproject.toml'), '[project]\nname = "inner"\n');
    const top = join(root, 'pyproject.toml');
    writeFileSync(top, '[tool.convlens]\nfail-on = "info"\n');
    assert.deepEqual(projectOf(join(deep, 'm.py')), { project: { ...noProject, failOn: 'info' }, file: top, problems: [] });
    writeFileSync(top, '[tool.convlens]\nfail-on = "error"\n');
    utimesSync(top, new Date(), new Date(Date.now() + 5000));
    assert.equal(projectOf(join(deep, 'm.py')).project.failOn, 'error');
    assert.equal(projectOf(join(root, '..', 'm.py')).project, noProject);
  });
});
