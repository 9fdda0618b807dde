import type { ConfigValue } from '../graph/types.js';

/** Initializers of the EfficientNets (He et al. 2015 over the outputs; a third of LeCun's over the outputs). */
export const convInitializer: ConfigValue = { className: 'VarianceScaling', config: { scale: 2, mode: 'fan_out', distribution: 'truncated_normal' } };
export const denseInitializer: ConfigValue = { className: 'VarianceScaling', config: { scale: 1 / 3, mode: 'fan_out', distribution: 'uniform' } };
