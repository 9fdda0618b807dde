/** What a shared library asks for and the system does not find. */
import { execFile } from 'node:child_process';

/**
 * Names of the libraries that the system's loader would not find for this one, as `ldd` tells them (Linux). onnxruntime, when it cannot load
 * a provider, says no more than that. Empty where nothing is missing, and where nobody can tell.
 */
export async function missingLibraries(file: string): Promise<string[]> {
  const told = await new Promise<string>((done) => {
    execFile('ldd', [file], { env: { ...process.env, LC_ALL: 'C' }, timeout: 10_000 }, (_error, out) => done(out));
  });
  return [...told.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name!);
}
