// Starts a decoding thread from TypeScript, for tests and development; the packaged engine starts its bundle instead.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');
