import type { ObjectConfig } from '../graph/types.js';

/** Initializers that layers use where Python code names none. */
export const zeros: ObjectConfig = { className: 'Zeros', config: {} };
export const ones: ObjectConfig = { className: 'Ones', config: {} };
export const glorotUniform: ObjectConfig = { className: 'GlorotUniform', config: { seed: null } };
export const heUniform: ObjectConfig = { className: 'HeUniform', config: { seed: null } };
