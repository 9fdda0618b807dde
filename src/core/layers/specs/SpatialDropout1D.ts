import { float, inert, seed } from '../define.js';
import { unchanged } from '../families/unchanged.js';

export default unchanged({
  type: 'SpatialDropout1D',
  summary: 'Sets a share of whole channels to zero while training.',
  rank: 3,
  acceptsBase: false,
  params: { rate: float(undefined, { min: 0, max: 1, expects: 'a number from 0 to 1' }), seed: seed(), name: inert(null), dtype: inert(null) },
});
