/**
 * What the folder of `npm run bench:portable` runs where it was carried to: the training benchmark on every usable device, or on those that are named,
 * beside PyTorch on the same kind of device where CONVLENS_TORCH or `python3` has it. Prints the table for docs/benchmarks.md.
 */
import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { listDevices } from '../../../src/engine/devices/open.js';
import type { Figure } from './report.js';

/** A Python with PyTorch; null where there is none. */
function findTorch(): string | null {
  const wanted = process.env['CONVLENS_TORCH'];
  if (spawnSync(wanted ?? 'python3', ['-c', 'import torch'], { stdio: 'ignore' }).status === 0) return wanted ?? 'python3';
  if (wanted) throw new Error(`CONVLENS_TORCH names ${wanted}, which cannot import torch. Install PyTorch there, or leave it out.`);
  return null;
}

/** The figures of one device; empty, with its message printed, where it fails. PyTorch takes the graphics processor where there is one, but not beside our CPU. */
function measure(device: string, torch: string | null): Figure[] {
  const env = { ...process.env, CONVLENS_DEVICE: device, CONVLENS_PYTHON: '', CONVLENS_TORCH: torch ?? '', ...(device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '' } : {}) };
  const { stdout, status } = spawnSync(process.execPath, [join(__dirname, 'train.cjs')], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) console.log(`The benchmark failed on ${device}; its message stands above.\n`);
  return stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Figure);
}

const number = (value: number | null | undefined): string => (value === null || value === undefined ? '' : `${value.toFixed(value < 10 ? 2 : 1)} ms`);

async function main(): Promise<void> {
  const devices = await listDevices();
  const asked = process.argv.slice(2);
  const unknown = asked.find((id) => !devices.some((device) => device.id === id));
  if (unknown !== undefined) throw new Error(`There is no device "${unknown}"; there are ${devices.map(({ id }) => id).join(', ')}.`);
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`);
  for (const { id, label, usable, reason } of devices) console.log(`${id}: ${label}${usable ? '' : `; not usable: ${reason}`}`);
  const torch = findTorch();
  if (torch === null) console.log('No Python with PyTorch was found (CONVLENS_TORCH names one), so ConvLens is measured alone.');
  console.log('\n| device | step | ConvLens | PyTorch | ratio | |\n|---|---|---|---|---|---|');
  let figures = 0;
  for (const id of asked.length > 0 ? asked : devices.filter(({ usable }) => usable).map((device) => device.id)) {
    for (const { name, milliseconds = NaN, peer, note } of measure(id, torch)) {
      console.log(`| ${id} | ${name} | ${number(milliseconds)} | ${number(peer)} | ${peer ? (milliseconds / peer).toPrecision(2) : ''} | ${note ?? ''} |`);
      figures++;
    }
  }
  if (figures === 0) process.exitCode = 1;
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
