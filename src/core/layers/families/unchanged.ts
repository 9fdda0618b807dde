import type { LayerDefinition, LayerSpec, Param } from '../define.js';
import { defineLayer } from '../define.js';

/** A layer whose output has its input's shape, and which has no variables. */
export const unchanged = <const P extends { readonly [name: string]: Param<unknown> }>(definition: Omit<LayerDefinition<P>, 'outputShape' | 'weights' | 'infer' | 'mergeShape'>): LayerSpec => defineLayer(definition);
