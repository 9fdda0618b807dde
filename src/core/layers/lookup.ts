import type { LayerSpec } from './define.js';
import { specs } from './registry.generated.js';

const all: readonly LayerSpec[] = Object.values(specs);
const byType = new Map(all.map((spec) => [spec.type, spec]));
const byName = new Map(all.flatMap((spec) => [spec.type, ...spec.aliases].map((name) => [name, spec] as const)));

/** The spec of a layer by its canonical class name (`MaxPooling2D`). */
export const layerSpec = (type: string): LayerSpec | undefined => byType.get(type);

/** The spec of a layer by any public name in `keras.layers` (`MaxPool2D`, `Convolution2D`). */
export const kerasLayer = (name: string): LayerSpec | undefined => byName.get(name);

/** Every layer type, sorted by name. */
export const allLayerSpecs = (): readonly LayerSpec[] => all;
