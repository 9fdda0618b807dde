import { ModelInstance } from '../../graph/builder.js';
import type { Value } from '../python/values.js';
import { LayerValue } from './layer-value.js';

/** The model that a value is, if it is a Sequential or Functional one. */
export const modelOf = (value: Value): ModelInstance | null => (value instanceof LayerValue && value.layer instanceof ModelInstance ? value.layer : null);
