import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ModelOnDevice } from '../../../src/engine/pictures/context.js';
import { Devices } from '../../../src/engine/service/devices.js';
import { Models } from '../../../src/engine/service/models.js';
import { visualFolder } from '../pictures/support.js';

describe('models on a device', function () {
  this.timeout(60_000);

  it('are opened once for two panels that ask at the same time, and not disposed of under either', async () => {
    const devices = new Devices();
    const models = new Models(devices);
    const weights = { kind: 'file', path: join(visualFolder, 'digits.keras') } as const;
    const seen: ModelOnDevice[] = [];
    const held = (): Promise<void> => models.use(weights, 'cpu', async (on) => {
      seen.push(on);
      await new Promise((done) => setTimeout(done, 20));
      assert.equal(on.model.graph.name, 'digits');
    });
    await Promise.all([held(), held(), held()]);
    await held();
    assert.equal(new Set(seen).size, 1);
    await models.dispose();
    await devices.dispose();
  });
});
