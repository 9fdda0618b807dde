/**
 * Mocha's reporter of this house: prints failures in full (and every test where `list` is set), and writes what happened
 * to a file, which is the channel that survives a chatty or crashing process.
 */
const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
const Mocha = require('mocha');

module.exports = class Reporter extends Mocha.reporters.Base {
  constructor(runner, options) {
    super(runner, options);
    const { output = process.env.CONVLENS_TEST_RESULTS, list } = options.reporterOptions ?? {};
    const result = { passed: 0, failed: 0, skipped: [], failures: [], finished: false };

    runner.on('pass', (test) => {
      result.passed += 1;
      if (list) console.log(`  ✓ ${test.fullTitle()} (${test.duration} ms)`);
      save();
    });
    runner.on('pending', (test) => {
      const reason = test.skipReason ?? test.parent?.skipReason ?? 'no reason given';
      result.skipped.push({ title: test.fullTitle(), reason });
      save();
    });
    runner.on('fail', (test, error) => {
      result.failed += 1;
      result.failures.push({ title: test.fullTitle(), message: String(error?.stack ?? error?.message ?? error) });
      if (list) console.log(`  ✗ ${test.fullTitle()}`);
      save();
    });
    runner.once('end', () => {
      result.finished = true;
      save();
      if (this.failures.length > 0) Mocha.reporters.Base.list(this.failures);
    });

    let saved = 0;
    function save() {
      // Thousands of quick tests need no file each.
      if (!output || (!result.finished && Date.now() - saved < 250)) return;
      saved = Date.now();
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(`${output}.tmp`, JSON.stringify(result));
      renameSync(`${output}.tmp`, output);
    }
  }
};
