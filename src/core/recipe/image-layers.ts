/** Keras's image layers in the data: what they go by. */

/** Layers that do the same to an image at each time. */
export const STEADY_LAYERS: ReadonlySet<string> = new Set(['AutoContrast', 'CenterCrop', 'ContrastLimitedAdaptiveHistogramEqualization', 'Equalization']);

/** Layers that draw or count once for a whole batch where they are called with one (Keras 3.15). */
export const BATCH_LAYERS: ReadonlySet<string> = new Set(['AugMix', 'CutMix', 'Equalization', 'MixUp', 'RandAugment']);

/** Layers that mix the labels of a batch with its images. */
export const MIXING_LAYERS: ReadonlySet<string> = new Set(['CutMix', 'MixUp']);

/** All layers that change an image and do no more than that, but for those that are steps of their own (Rescaling, Resizing). */
export const isImageLayer = (type: string): boolean => /^Random[A-Z]|^Solarization$/.test(type) || STEADY_LAYERS.has(type) || BATCH_LAYERS.has(type);
