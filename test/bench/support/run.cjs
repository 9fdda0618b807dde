// Starts one benchmark from its sources: `node test/bench/support/run.cjs NAME`. tfjs resolves its own folders only as CommonJS.
const { join } = require('node:path');
require('tsx/cjs');
require(join(__dirname, '..', `${process.argv[2]}.ts`));
