// Starts the engine process from its sources, for tests; the packaged extension starts its bundle instead.
require('tsx/cjs');
require('../../src/engine/main.ts');
