/** What the installed onnxruntime package offers. Loading it may fail; then there is a sentence instead. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const load = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);

/** Folder of onnxruntime's native files for this platform; null where the package or the platform's part is missing. */
export function runtimeFolder(): string | null {
  try {
    const root = dirname(load.resolve('onnxruntime-node/package.json'));
    const folder = join(root, 'bin', 'napi-v6', process.platform, process.arch);
    return existsSync(folder) ? folder : null;
  } catch {
    return null;
  }
}

export const missingRuntime = `onnxruntime has no native part for ${process.platform} on ${process.arch}; reinstall the extension for this platform.`;

/** Whether a file of the runtime, such as the library of a provider, is there. */
export function hasRuntimeFile(pattern: RegExp): boolean {
  const folder = runtimeFolder();
  return folder !== null && readdirSync(folder).some((name) => pattern.test(name));
}

/** Folder of an installed package, or null. */
export function packageFolder(name: string): string | null {
  try {
    return dirname(load.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}
