import { choice, defineLayer, flag, optionalInt, reject } from '../define.js';

export default defineLayer({
  type: 'CategoryEncoding',
  summary: 'Turns indices into vectors of zeros and ones, or counts.',
  callParameters: ['inputs', 'countWeights'],
  params: { numTokens: optionalInt(), outputMode: choice(['multi_hot', 'one_hot', 'count', 'binary'], 'multi_hot'), sparse: flag(false) },
  check({ numTokens }) {
    if (numTokens === undefined) reject('argument-missing', 'CategoryEncoding needs num_tokens, but it is not given. Add num_tokens=..., or use IntegerLookup if the number is not known beforehand.', 'num_tokens');
  },
  outputShape({ numTokens = null, outputMode }, shape) {
    if (shape.length === 0) return [numTokens];
    if (outputMode === 'one_hot' && (shape.at(-1) !== 1 || shape.length === 1)) return [...shape, numTokens];
    return [...shape.slice(0, -1), numTokens];
  },
});
