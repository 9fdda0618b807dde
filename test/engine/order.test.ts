/** The order of operators, from which onnxruntime takes the order in which it runs them. */
import assert from 'node:assert/strict';
import type { OnnxNode } from '../../src/engine/trace/onnx.js';
import { inOrderOfEnds } from '../../src/engine/trace/order.js';

const node = (output: string, ...inputs: string[]): OnnxNode => ({ op: output.startsWith('sum') ? 'Add' : 'Mul', inputs, outputs: [output] });

/** Two layers forward, backward, and each weight's update; a filter is laid out before each use. */
const step = [
  node('laid1', 'w1'), node('y1', 'x', 'laid1'), node('laid2', 'w2'), node('y2', 'y1', 'laid2'), node('loss', 'y2'),
  node('dy1', 'loss', 'laid2'), node('dw1', 'dy1', 'x'), node('dw2', 'loss', 'y1'), node('new1', 'w1', 'dw1'), node('new2', 'w2', 'dw2'),
];

/** What onnxruntime makes of it: from the last end, of several operands the later one first. */
function runs(nodes: readonly OnnxNode[]): string[] {
  const place = new Map(nodes.map((each, i) => [each.outputs[0]!, i]));
  const taken = new Set(nodes.flatMap(({ inputs }) => inputs));
  const done: string[] = [];
  const visit = (name: string): void => {
    const at = place.get(name);
    if (at === undefined || done.includes(name)) return;
    [...nodes[at]!.inputs].sort((a, b) => (place.get(b) ?? -1) - (place.get(a) ?? -1)).forEach(visit);
    done.push(name);
  };
  [...nodes].reverse().filter(({ outputs }) => !taken.has(outputs[0]!)).forEach(({ outputs }) => visit(outputs[0]!));
  return done;
}

describe('order of operators', () => {
  it('every operator stands behind what it takes, and none is lost', () => {
    const ordered = inOrderOfEnds(step);
    assert.deepEqual(new Set(ordered), new Set(step));
    const names = ordered.map(({ outputs }) => outputs[0]!);
    for (const { inputs, outputs } of ordered) for (const input of inputs) assert.ok(!names.includes(input) || names.indexOf(input) < names.indexOf(outputs[0]!), `${input} before ${outputs[0]}`);
  });

  it('a weight changes as soon as the backward pass reaches its layer, and is laid out right before its use', () => {
    assert.deepEqual(runs(inOrderOfEnds(step)), ['laid1', 'y1', 'laid2', 'y2', 'loss', 'dw2', 'new2', 'dy1', 'dw1', 'new1']);
    // As the step was recorded, the last layer's gradient would wait for the first layer's.
    const recorded = runs([...step.slice(0, 8), step[9]!, step[8]!]);
    assert.ok(recorded.indexOf('new1') < recorded.indexOf('dw2'));
  });

  it('the terms of a sum over time are added as the backward pass reaches them', () => {
    // Four times a cell; the gradient of its kernel is the sum of a product at each time.
    const times = [4, 3, 2, 1];
    const recurrent = [
      ...times.map((t) => node(`dh${t}`, t === 4 ? 'loss' : `dh${t + 1}`)),
      ...times.map((t) => node(`dw${t}`, `dh${t}`, `h${t}`)),
      node('sum3', 'dw4', 'dw3'), node('sum2', 'sum3', 'dw2'), node('sum1', 'sum2', 'dw1'), node('new', 'w', 'sum1'),
    ];
    const done = runs(inOrderOfEnds(recurrent));
    assert.deepEqual(done, ['dh4', 'dh3', 'dw3', 'dw4', 'sum3', 'dh2', 'dw2', 'sum2', 'dh1', 'dw1', 'sum1', 'new']);
  });
});
