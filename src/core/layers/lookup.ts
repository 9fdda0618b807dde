import type { LayerSpec } from './define.js';
import { specs } from './registry.generated.js';

const every: readonly LayerSpec[] = Object.values(specs);
const all = every.filter((spec) => !spec.internal);
const byType = new Map(every.map((spec) => [spec.type, spec]));
const byName = new Map(all.flatMap((spec) => [spec.type, ...spec.aliases].map((name) => [name, spec] as const)));

/** The spec of a layer by its canonical class name (`MaxPooling2D`), those that only `keras.applications` uses included. */
export const layerSpec = (type: string): LayerSpec | undefined => byType.get(type);

/** The spec of a layer by any public name in `keras.layers` (`MaxPool2D`, `Convolution2D`). */
export const kerasLayer = (name: string): LayerSpec | undefined => byName.get(name);

const legacy = new Map(every.filter((spec) => spec.legacy).map((spec) => [spec.type, spec]));
/** The spec of a layer that only `tf.keras` still has, by its name. */
export const legacyLayer = (name: string): LayerSpec | undefined => legacy.get(name);

/** Every public layer type, sorted by name. */
export const allLayerSpecs = (): readonly LayerSpec[] => all;
