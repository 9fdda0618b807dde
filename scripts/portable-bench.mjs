/** `npm run bench:portable`: the training benchmark as a folder that runs on a Linux machine with a graphics processor and nothing else installed. */
import './lib/node-version.cjs';
import { join } from 'node:path';
import { Missing, cache, root, say, start } from './lib/house.mjs';
import { setUp } from './setup.mjs';

start(async () => {
  await setUp();
  const { limit, makePortable } = await import('./lib/portable.mjs');
  const folder = join(cache, 'portable-bench');
  const megabytes = await makePortable(folder);
  if (megabytes > limit) throw new Missing(`The folder has ${megabytes.toFixed(1)} MB; at most ${limit} MB can be sent everywhere.`);
  say('bench', `${folder.slice(root.length + 1)}: ${megabytes.toFixed(1)} MB. Copy it to the machine and run: sh run.sh`);
});
