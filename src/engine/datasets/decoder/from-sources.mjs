// Starts a decoding thread from TypeScript, for tests and development; the packaged engine starts its bundle instead.
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';

register();
createRequire(import.meta.url)('./main.ts');
