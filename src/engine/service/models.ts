import type { Weights } from '../../visualizations/picture.js';
import { ModelOnDevice } from '../pictures/context.js';
import { openModel, stampOf } from '../pictures/open.js';
import { lossOr, type Devices } from './devices.js';

interface Held {
  readonly model: Promise<ModelOnDevice>;
  /** What epochs of one run have in common; null for other weights. */
  readonly family: string | null;
  users: number;
}

/** Models kept on their device between requests; a large one may take more than half a gigabyte. */
const most = 2;

/** Opened models, so that going from layer to layer or picture to picture opens nothing twice. The one used longest ago goes first. */
export class Models {
  private readonly held = new Map<string, Held>();

  constructor(private readonly devices: Devices) {}

  /** Lends a model for the time of `use`; it is not disposed of meanwhile. Throws a UserError where it cannot be opened. */
  async use<T>(weights: Weights, device: string | undefined, use: (model: ModelOnDevice) => Promise<T>): Promise<T> {
    const key = JSON.stringify([weights, device ?? null, await stampOf(weights)]);
    const family = weights.kind === 'run' ? JSON.stringify([weights.directory, device ?? null]) : null;
    const known = this.held.get(key);
    const lost = known !== undefined && (await known.model.then(({ device: on }) => on.lost !== null, () => true));
    // Another request may have put a fresh one there meanwhile: of two that come at once, one opens the model.
    const present = this.held.get(key);
    const held = present !== undefined && (present !== known || !lost) ? present : { model: this.relative(family, weights, device) ?? this.open(weights, device), family, users: 0 };
    this.held.delete(key);
    this.held.set(key, held);
    held.users++;
    try {
      return await use(await held.model);
    } catch (error) {
      // What could not be opened is tried afresh next time.
      const opened = await held.model.catch(() => void this.held.delete(key));
      throw opened ? lossOr(opened.device, error) : error;
    } finally {
      held.users--;
      await this.trim();
    }
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([...this.held.values()].map(async ({ model }) => (await model).dispose()));
    this.held.clear();
  }

  /** Another epoch of the same run that nobody looks at makes room for this one: what was compiled and opened for it is of use. */
  private relative(family: string | null, weights: Weights, device: string | undefined): Promise<ModelOnDevice> | null {
    const [key, held] = [...this.held].find(([, each]) => family !== null && each.family === family && each.users === 0) ?? [];
    if (key === undefined || held === undefined) return null;
    this.held.delete(key);
    return (async () => {
      const on = await held.model;
      if (on.device.lost !== null) {
        await on.dispose().catch(() => undefined);
        return this.open(weights, device);
      }
      try {
        await on.renew(await openModel(weights, on.model));
        return on;
      } catch (error) {
        await on.dispose();
        throw error;
      }
    })();
  }

  private async open(weights: Weights, device: string | undefined): Promise<ModelOnDevice> {
    return ModelOnDevice.create(await openModel(weights), await this.devices.get(device));
  }

  private async trim(): Promise<void> {
    for (const [key, { model, users }] of this.held) {
      if (this.held.size <= most) return;
      if (users > 0) continue;
      this.held.delete(key);
      await model.then((opened) => opened.dispose(), () => undefined);
    }
  }
}
