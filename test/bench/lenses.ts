/** From a keystroke to lenses and hints: what the extension does between the end of its waiting and handing both to the editor. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../../src/core/analyze.js';
import { lineHints } from '../../src/core/features/hints.js';
import { modelLenses } from '../../src/core/features/lenses.js';
import { Lines } from '../../src/core/syntax/lines.js';
import { quantile, report } from './support/report.js';

const path = join('samples', 'keras', 'mnist_convnet.py');
const text = readFileSync(path, 'utf8');
const edits = 200;
const times: number[] = [];
for (let i = -50; i < edits; i += 1) {
  // A kernel that changes with every key, so that nothing can be answered from memory.
  const version = text.replace('layers.Conv2D(32, (3, 3)', `layers.Conv2D(${32 + (i + 50)}, (3, 3)`);
  if (version === text && i !== -50) throw new Error('The sample has no line with Conv2D(32, (3, 3) to edit.');
  const began = performance.now();
  const analysis = analyze(version, { file: path });
  const lines = new Lines(version);
  const shown = modelLenses(analysis, lines).length + lineHints(analysis, lines, { batchAxis: false }).length;
  if (shown < 9) throw new Error(`The sample shows ${shown} lenses and hints, expected one a layer and one a model at least.`);
  if (i >= 0) times.push(performance.now() - began);
}
report({ name: 'edit to lenses, mnist_convnet.py', milliseconds: quantile(times, 0.5), note: `median of ${edits} edits; 95 of 100 are under ${quantile(times, 0.95).toFixed(1)} ms. The extension waits 10 ms after a key.` });
