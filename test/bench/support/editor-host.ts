/**
 * Runs inside the extension host while test/bench/editor.ts types: how long our activation takes, and how long our code holds
 * the host's thread at once. What it found goes to the file that CONVLENS_BENCH_RESULTS names, when a file of that name and `.stop` appears.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector/promises';
import * as vscode from 'vscode';

export interface HostFigures {
  /** What our code takes of the host's thread from loading the bundle to the end of `activate`. */
  readonly activation: number;
  /** The same from beginning to end, the editor's own work and its answers to our questions included. */
  readonly activationWhole: number;
  /** The longest stretches of samples in which our bundle is on the stack, in milliseconds, longest first. */
  readonly longest: readonly number[];
  readonly samples: number;
  /** What our code does while it holds the thread: names of functions with their milliseconds in all, most first. */
  readonly spent: readonly string[];
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function run(): Promise<void> {
  const results = process.env['CONVLENS_BENCH_RESULTS'] ?? '';
  const extension = vscode.extensions.getExtension('convlens.convlens');
  const file = process.env['CONVLENS_BENCH_FILE'] ?? '';
  if (!extension || extension.isActive) throw new Error('The extension has to be there, and not to be active before it is measured.');
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  const began = performance.now();
  await extension.activate();
  const activationWhole = performance.now() - began;
  const activation = stretches((await session.post('Profiler.stop')).profile).reduce((sum, length) => sum + length, 0);

  const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
  await pause(3000);
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  editor.revealRange(new vscode.Range(0, 0, 0, 0));
  writeFileSync(`${results}.ready`, '');
  while (!existsSync(`${results}.stop`)) await pause(100);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const figures: HostFigures = { activation, activationWhole, longest: stretches(profile).slice(0, 20), samples: profile.samples?.length ?? 0, spent: spent(profile).slice(0, 8) };
  writeFileSync(results, JSON.stringify(figures));
}

/** For each node of a profile: the function of our bundle nearest to it on its stack, null where none is. */
function owners({ nodes }: Profiler.Profile): ReadonlyMap<number, string | null> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const nearest = (id: number | undefined): string | null => {
    const frame = id === undefined ? undefined : frames.get(id);
    if (!frame || id === undefined) return null;
    return /[/\\]dist[/\\]extension\.cjs$/.test(frame.url) ? frame.functionName || '(anonymous)' : nearest(parents.get(id));
  };
  return new Map(nodes.map(({ id }) => [id, nearest(id)]));
}

/** Durations of neighbouring samples whose stack holds our bundle. */
function stretches(profile: Profiler.Profile): number[] {
  const { samples = [], timeDeltas = [] } = profile;
  const ours = owners(profile);
  const found: number[] = [];
  let length = 0;
  samples.forEach((id, at) => {
    // A sample stands for the time until the next one.
    if (ours.get(id) !== null) length += (timeDeltas[at + 1] ?? 0) / 1000;
    else {
      if (length > 0) found.push(length);
      length = 0;
    }
  });
  return [...found, length].sort((a, b) => b - a);
}

function spent(profile: Profiler.Profile): string[] {
  const { samples = [], timeDeltas = [] } = profile;
  const ours = owners(profile);
  const times = new Map<string, number>();
  samples.forEach((id, at) => {
    const owner = ours.get(id);
    if (owner) times.set(owner, (times.get(owner) ?? 0) + (timeDeltas[at + 1] ?? 0) / 1000);
  });
  return [...times].sort((a, b) => b[1] - a[1]).map(([name, time]) => `${name} ${time.toFixed(0)} ms`);
}
