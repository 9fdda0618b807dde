/** Prints the losses of a few training steps on the WebGPU device as JSON; a process of its own, for a driver's path must be known when it starts. */
import { openDevice } from '../../../src/engine/devices/open.js';
import { adapterLosses } from './adapterLosses.js';

void (async () => {
  try {
    const device = await openDevice('webgpu');
    console.log(JSON.stringify(await adapterLosses(device)));
    await device.dispose();
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
  process.exit(0);
})();
