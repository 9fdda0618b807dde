/** The project's npm packages: installed when, and only when, they differ from package-lock.json. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Missing, root, run, say, tail } from './house.mjs';

/** A machine without network is told so within half a minute, not after npm's usual two. */
export const patience = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=10000'];

/** Installs what package-lock.json names unless it is there already. */
export async function ensurePackages() {
  const wanting = firstDifference();
  if (!wanting) return say('packages', 'up to date');
  say('packages', `npm ci (${wanting})`);
  // Its install script would go looking for CUDA libraries on the network.
  const { code, output } = await run('npm', ['ci', '--no-progress', ...patience], { env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' } });
  if (code !== 0) throw new Missing(explainNpm(output));
  const left = firstDifference();
  if (left) throw new Missing(`npm ci ended without an error, and yet ${left}. Delete the folder node_modules and try again.`);
}

/**
 * The first way in which node_modules differs from the lock file, as a clause; null where it does not.
 * npm writes node_modules/.package-lock.json last and removes it first, so an install that was killed is seen as one.
 */
function firstDifference() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return 'nothing is installed yet';
  const here = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = here[path];
    if (found ? found.version !== entry.version : !entry.optional && !entry.devOptional && !entry.peer) {
      return `${path.replace(/^.*node_modules\//, '')} ${entry.version} is ${found ? `installed as ${found.version}` : 'not installed'}`;
    }
  }
  return null;
}

/** One sentence for what npm could not get. @param {string} output */
export function explainNpm(output) {
  const package_ = /(?:request to|GET|fetch)\s+(?:GET )?\S*?\/\/[^/\s]+\/((?:@[^/\s]+(?:\/|%2f))?[^/\s]+)/i.exec(output)?.[1];
  const name = package_ ? decodeURIComponent(package_) : null;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|ENOTCACHED|network/i.test(output)) {
    return `The package ${name ?? 'that npm asked for first'} could not be had, because npm's registry did not answer. Connect this machine to the network (or set npm's proxy and registry) and run the same command again; what is already there is kept.`;
  }
  if (/E404|ETARGET|notarget/.test(output)) return `The package ${name ?? 'named below'} is not in npm's registry in the version that this project pins.\n${tail(output)}`;
  if (/ENOSPC/.test(output)) return 'The disk is full: npm could not write the packages (about 1.7 GB are needed in all). Free some space and run the same command again.';
  return `npm failed:\n${tail(output)}`;
}
