import type { Rule } from '../../rewrite.js';

/** step(z) = step(relu(z)): the mask of ReLU's gradient from its output, so that the number before ReLU need not be kept. */
const rule: Rule = (node, { find, make }) => {
  if (node.kernel !== 'Step' || node.attributes['alpha'] !== 0) return undefined;
  const relu = find('Relu', [node.input('x')]);
  return relu && make('Step', { x: relu.output }, node.attributes);
};

export default rule;
