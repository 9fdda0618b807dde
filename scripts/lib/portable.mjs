/**
 * The training benchmark as a folder that runs on another Linux machine with nothing installed there: Node, onnxruntime, the
 * bundled benchmark and its peer in PyTorch. Programs are packed with xz, so that the folder is small enough to be sent; the first run unpacks them.
 */
import { build } from 'esbuild';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { optionsOf } from '../../esbuild.config.mjs';
import { Missing, filesBelow, fillFolder, root, run, tail } from './house.mjs';
import { stageRuntime, thisTarget } from './package.mjs';

/** Megabytes that the folder may have. */
export const limit = 64;

const bundles = [
  { name: 'portable', entry: 'test/bench/support/portable.ts' },
  { name: 'train', entry: 'test/bench/train.ts' },
  { name: 'step-worker', entry: 'src/engine/worker/main.ts' },
];

/** Where Vulkan's loader may lie here, which WebGPU needs and servers often lack beside their driver; the last one comes with Chromium. */
const loaders = ['/usr/lib/x86_64-linux-gnu/libvulkan.so.1', '/usr/lib64/libvulkan.so.1', '/usr/lib/chromium/libvulkan.so.1'];

const start = `#!/bin/sh
# Milliseconds of a training step on this machine's devices, beside PyTorch where python3 (or CONVLENS_TORCH) has it:
#   sh run.sh             every usable device
#   sh run.sh webgpu cpu  these
# CUDA needs libonnxruntime_providers_cuda.so and _shared.so of onnxruntime's own release, laid into node_modules/onnxruntime-node/bin/napi-v6/linux/x64.
set -e
cd "$(dirname "$0")"
find . -name '*.xz' | while IFS= read -r packed; do
  if command -v xz > /dev/null; then xz -dc "$packed" > "\${packed%.xz}.part"; else python3 -c 'import lzma, shutil, sys; shutil.copyfileobj(lzma.open(sys.argv[1]), sys.stdout.buffer)' "$packed" > "\${packed%.xz}.part"; fi
  mv "\${packed%.xz}.part" "\${packed%.xz}"
  rm "$packed"
done
chmod +x bin/node
export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$PWD/lib"
exec bin/node --expose-gc portable.cjs "$@"
`;

/**
 * Makes the folder anew.
 * @param {string} folder @param {number} [level] of xz, 0 to 9
 * @returns {Promise<number>} its megabytes
 */
export async function makePortable(folder, level = 6) {
  if (thisTarget !== 'linux-x64') throw new Missing(`The folder carries the programs of the machine that makes it, which must be linux-x64; this is ${thisTarget}.`);
  rmSync(folder, { recursive: true, force: true });
  await fillFolder(folder, async (work) => {
    for (const { name, entry } of bundles) await build({ ...optionsOf({ name, entry, platform: 'node', keepNames: true }), outdir: work, sourcemap: false, write: true });
    const peer = join('test', 'bench', 'support', 'torch_step.py');
    place(join(root, peer), join(work, peer));
    stageRuntime(thisTarget, join(work, 'node_modules'));
    place(process.execPath, join(work, 'bin', 'node'));
    const loader = loaders.find((file) => existsSync(file));
    if (loader) place(loader, join(work, 'lib', 'libvulkan.so.1'));
    for (const program of filesBelow(work, (file) => /[\\/]node$|\.so(\.\d+)*$/.test(file))) await pack(program, level);
    writeFileSync(join(work, 'run.sh'), start);
    chmodSync(join(work, 'run.sh'), 0o755);
  });
  return filesBelow(folder).reduce((sum, file) => sum + statSync(file).size, 0) / 2 ** 20;
}

/** @param {string} from @param {string} to */
function place(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

/** @param {string} file @param {number} level */
async function pack(file, level) {
  const { code, output } = await run('xz', [`-${level}`, '--threads=0', file]);
  if (code === 127) throw new Missing('The program xz, which packs the folder, is not installed; install xz-utils.');
  if (code !== 0) throw new Missing(`${file} could not be packed:\n${tail(output)}`);
}
