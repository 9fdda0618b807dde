/** Resident memory over 10,000 steps of a small convnet on the default device: what it grows by after the first thousand (Linux only). */
import { readFileSync } from 'node:fs';
import { openDevice } from '../../src/engine/devices/open.js';
import { batchOf, mnist, trainingStep } from '../engine/support/convnets.js';
import { report } from './support/report.js';

const looks = [1_000, 5_000, 10_000];
/** Megabytes: what V8's heap may be larger or smaller by from look to look. */
const mark = 8;
const resident = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

async function main(): Promise<void> {
  const net = { ...mnist, batch: 4 };
  const device = await openDevice(process.env['CONVLENS_DEVICE']);
  const { definition, variables } = trainingStep(net, { optimizer: 'adam', dropout: 0.3 });
  const [step, state] = [await device.compile(definition), await device.createState(variables)];
  const inputs = batchOf(net, 0);
  const held: number[] = [];
  for (let i = 1; i <= looks.at(-1)!; i++) {
    await step.run(state, inputs, { index: i });
    if (!looks.includes(i)) continue;
    globalThis.gc?.();
    held.push(resident());
  }
  await Promise.all([step.dispose(), state.dispose()]);
  await device.dispose();
  report({ name: 'memory growth from step 1,000 to step 10,000', megabytes: held.at(-1)! - held[0]!, mark, note: `${looks.map((at, i) => `${held[i]!.toFixed(0)} MB at step ${at.toLocaleString('en')}`).join(', ')}; ${device.info.label}` });
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
