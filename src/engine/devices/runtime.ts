/** What the installed onnxruntime package offers. Loading it may fail; then there is a sentence instead. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { installedFolder } from './install/storage.js';

const load = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);

/** The installed onnxruntime with CUDA, decided once: two of its libraries in one process would be taken for one. */
let installed: string | null | undefined;

/** Folder of an onnxruntime that is used instead of the package's own; null for that. It is the one with CUDA, where it was installed. */
export function installedRuntime(): string | null {
  const root = packageFolder('onnxruntime-node');
  if (installed !== undefined || root === null) return installed ?? null;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  const folder = installedFolder(`onnxruntime-cuda-${version}`);
  return (installed = folder && join(folder, 'node_modules', 'onnxruntime-node'));
}

/** Folder of onnxruntime's native files for this platform; null where the package or the platform's part is missing. */
export function runtimeFolder(): string | null {
  try {
    const root = installedRuntime() ?? dirname(load.resolve('onnxruntime-node/package.json'));
    const folder = join(root, 'bin', 'napi-v6', process.platform, process.arch);
    return existsSync(folder) ? folder : null;
  } catch {
    return null;
  }
}

/** Platforms that the package has a native part for. */
const platforms = ['darwin arm64', 'linux arm64', 'linux x64', 'win32 arm64', 'win32 x64'];

/** Why there is no native part, and what to do: reinstalling helps only where there could be one. */
export function whyNoRuntime(platform: string = process.platform, arch: string = process.arch): string {
  const place = `${platform === 'darwin' ? 'macOS' : platform === 'win32' ? 'Windows' : platform} on ${arch}`;
  return platforms.includes(`${platform} ${arch}`)
    ? `onnxruntime's native part for ${place} is missing; reinstall the extension for this platform.`
    : `onnxruntime has no native part for ${place}; models are analysed here, and trained on another machine (Remote - SSH) or slowly by "--backend eager".`;
}

export const missingRuntime = whyNoRuntime();

/** Whether a file of the runtime, such as the library of a provider, is there. */
export function hasRuntimeFile(pattern: RegExp): boolean {
  const folder = runtimeFolder();
  return folder !== null && readdirSync(folder).some((name) => pattern.test(name));
}

/** Folder of an installed package, or null. Some packages do not let their `package.json` be asked for; their main file then tells. */
export function packageFolder(name: string): string | null {
  for (const asked of [`${name}/package.json`, name]) {
    try {
      const path = load.resolve(asked);
      const inside = join('node_modules', name);
      const at = path.lastIndexOf(inside);
      return at < 0 ? dirname(path) : path.slice(0, at + inside.length);
    } catch {
      // Asked for in the other way.
    }
  }
  return null;
}
