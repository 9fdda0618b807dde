/** `npm run test:nightly -- parity [NAME…]`: 50 steps of each network with each optimizer beside real Keras, and how far the losses come apart. */
import { openDevice } from '../../src/engine/devices/open.js';
import { apart, cases, lossesBeside, mark } from '../engine/support/parity.js';

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const device = await openDevice('cpu');
  let far = 0;
  console.log(`[parity] ${'network'.padEnd(22)} ${'optimizer'.padEnd(14)} steps  largest difference`);
  for (const one of cases().filter(({ name }) => asked.length === 0 || asked.includes(name))) {
    const differences = (await lossesBeside(one, device)).map(apart);
    const largest = differences.some(Number.isNaN) ? Infinity : Math.max(...differences);
    const first = differences.findIndex((difference) => !(difference <= mark));
    if (first >= 0) far++;
    console.log(`[parity] ${one.name.padEnd(22)} ${one.optimizer.padEnd(14)} ${String(one.losses.length).padStart(5)}  ${largest.toExponential(1)}${first < 0 ? '' : `  apart from step ${first + 1} on`}`);
  }
  console.log(far === 0 ? '[parity] passed' : `[parity] failed: ${far} trainings come more than ${mark} apart`);
  await device.dispose();
  process.exitCode = far === 0 ? 0 : 1;
}

void main();
