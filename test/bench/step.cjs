// Starts step.ts from sources; its header says what it measures and which options it has.
require('tsx/cjs');
require('./step.ts');
