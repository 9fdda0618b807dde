import type { Rule } from '../../rewrite.js';

/** Only the last of several reshapes counts. */
const rule: Rule = (node, { make }) => {
  if (node.kernel !== 'Reshape') return undefined;
  const inner = node.input('x').producer;
  if (inner?.kernel !== 'Reshape' && inner?.kernel !== 'ExpandDims') return undefined;
  const source = inner.inputs['x'] ?? inner.input('input');
  return make('Reshape', { x: source }, { shape: node.output.shape });
};

export default rule;
