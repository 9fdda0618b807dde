import type { Value } from '../../ir.js';
import { poolingGradients } from '../../gradient-kernels.js';
import type { Rule } from '../../rewrite.js';

/**
 * maxPoolGrad(dy, a, p) * step(a) = maxPoolGrad(dy * step(p), a, p): dy only reaches inputs that are equal to their window's maximum,
 * so the mask can be taken on the pooled side, which is a quarter of the size, and an eighth in volumes.
 */
const rule: Rule = (node, { make }) => {
  if (node.kernel !== 'Multiply') return undefined;
  const [a, b] = [node.input('a'), node.input('b')];
  const fold = (gradient: Value, mask: Value): Value | undefined => {
    const pool = gradient.producer;
    if (!pool || !poolingGradients.includes(pool.kernel) || mask.producer?.kernel !== 'Step' || mask.producer.attributes['alpha'] !== 0) return undefined;
    if (mask.producer.input('x') !== pool.input('input')) return undefined;
    const pooledMask = make('Step', { x: pool.input('output') }, mask.producer.attributes);
    const masked = make('Multiply', { a: pool.input('dy'), b: pooledMask });
    return make(pool.kernel, { dy: masked, input: pool.input('input'), output: pool.input('output') }, pool.attributes);
  };
  return fold(a, b) ?? fold(b, a);
};

export default rule;
