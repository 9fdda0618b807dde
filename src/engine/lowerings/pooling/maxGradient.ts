/**
 * The gradient of max pooling: dy goes to the first largest input of each window. onnxruntime has no such operator, and asking its
 * `MaxPool` for indices costs many times the pooling, so each device finds the winners in its own way.
 */
import { blockedDomain, type GraphBuilder, type Ref } from '../../trace/builder.js';
import type { Value } from '../../trace/ir.js';
import { channelsFirst, type Layout } from '../../trace/layout.js';
import { onnxPads, taps, type Geometry } from '../convolution/geometry.js';
import { spread } from '../convolution/spread.js';
import { reaches, reachesBlocked } from '../mask.js';
import { emitSlice } from '../slice.js';
import { isDisjoint } from './forward.js';

export function emitMaxPoolGradient(graph: GraphBuilder, dy: Value, x: Value, y: Value, geometry: Geometry): { ref: Ref; layout: Layout } {
  if (graph.has(x, 'blocked') && isDisjoint(geometry)) return { ref: byEnlarging(graph, dy, x, y, geometry), layout: 'blocked' };
  if (graph.target.kind === 'cpu') return { ref: byIndices(graph, dy, x, geometry), layout: 'channelsFirst' };
  return { ref: byTaps(graph, dy, x, y, geometry), layout: 'channelsFirst' };
}

/**
 * In blocks: enlarge the pooled numbers over their windows and compare. Where several inputs of a window are equal to its maximum, each
 * gets a mark that is larger the earlier it stands, and pooling the marks finds the first.
 */
function byEnlarging(graph: GraphBuilder, dy: Value, x: Value, y: Value, { kernel, batch, inChannels, input, output }: Geometry): Ref {
  const b = graph.target.blockSize;
  const blocked = { domain: blockedDomain };
  const [kh, kw] = kernel as [number, number];
  const [h, w] = input as [number, number];
  const [coveredH, coveredW] = [output[0]! * kh, output[1]! * kw];
  const isWhole = coveredH === h && coveredW === w;
  const enlarge = (ref: Ref): Ref => graph.op('Upsample', [ref], { scales: [1, 1, kh, kw], mode: 'nearest' }, blocked);
  const split = [batch, inChannels / b, h, w, b];
  const covered = [batch, inChannels, coveredH, coveredW];
  const seen = isWhole
    ? graph.use(x, 'blocked')
    : graph.reshape(emitSlice(graph, graph.reshape(graph.use(x, 'blocked'), split), split, [0, 0, 0, 0, 0], [batch, inChannels / b, coveredH, coveredW, b]), covered);
  const isLargest = reachesBlocked(graph, seen, enlarge(graph.op('Neg', [graph.use(y, 'blocked')])), inChannels);
  const marks = graph.reshape(graph.op('Mul', [graph.reshape(isLargest, [batch * (inChannels / b), coveredH * coveredW * b]), earliness(graph, kh, kw, coveredH, coveredW, b)]), covered);
  const best = graph.op('MaxPool', [marks], { kernel_shape: kernel, strides: kernel }, blocked);
  const gradient = graph.op('Mul', [reachesBlocked(graph, marks, enlarge(graph.op('Neg', [best])), inChannels), enlarge(graph.use(dy, 'blocked'))]);
  if (isWhole) return gradient;
  const pads = [0, 0, 0, 0, 0, 0, 0, h - coveredH, w - coveredW, 0];
  const padded = graph.op('Pad', [graph.reshape(gradient, [batch, inChannels / b, coveredH, coveredW, b]), graph.ints(pads), graph.scalar(0)]);
  return graph.reshape(padded, [batch, inChannels, h, w]);
}

/** How early each position stands in its window, from the window's size down to one, repeated over one block of channels. */
function earliness(graph: GraphBuilder, kh: number, kw: number, height: number, width: number, b: number): Ref {
  const key = `earliness ${[kh, kw, height, width, b].join(' ')}`;
  const known = graph.recall(key);
  if (known !== undefined) return known;
  const marks = new Float32Array(height * width * b);
  for (let i = 0; i < marks.length; i++) {
    const column = Math.floor(i / b) % width;
    const row = Math.floor(i / b / width);
    marks[i] = kh * kw - (row % kh) * kw - (column % kw);
  }
  return graph.remember(key, graph.floats([marks.length], marks));
}

/** On CPU: the indices of the winners, and dy put there; added up where windows overlap. */
function byIndices(graph: GraphBuilder, dy: Value, x: Value, geometry: Geometry): Ref {
  const { kernel, strides, dilations } = geometry;
  const attributes = { kernel_shape: kernel, strides, dilations, pads: onnxPads(geometry) };
  const [, indices] = graph.ops('MaxPool', [graph.use(x, 'channelsFirst')], attributes, { outputs: 2 });
  const shape = channelsFirst(x.shape);
  if (isDisjoint(geometry)) return graph.op('MaxUnpool', [graph.use(dy, 'channelsFirst'), indices!, graph.ints(shape)], { kernel_shape: kernel, strides });
  const places = graph.reshape(indices!, [dy.size]);
  // A zero that onnxruntime does not know: of a constant it would keep the whole array.
  const place = emitSlice(graph, places, [dy.size], [0], [1]);
  const zeros = graph.op('Expand', [graph.cast(graph.op('Sub', [place, place]), 'float32'), graph.ints([x.size])]);
  const flat = graph.op('ScatterElements', [zeros, places, graph.reshape(graph.use(dy, 'channelsFirst'), [dy.size])], { axis: 0, reduction: 'add' });
  return graph.reshape(flat, shape);
}

/**
 * Without indices: every tap of the window in turn is compared with the maximum and, if no earlier one was equal, gets dy. The shares are
 * put back into their places and added where windows overlap.
 */
function byTaps(graph: GraphBuilder, dy: Value, x: Value, y: Value, geometry: Geometry): Ref {
  const { kernel, strides, dilations, padsBefore, padsAfter, input, output, batch, inChannels } = geometry;
  const padded = input.map((length, i) => length + padsBefore[i]! + padsAfter[i]!);
  const shape = [batch, inChannels, ...padded];
  const isPadded = [...padsBefore, ...padsAfter].some((pad) => pad > 0);
  const lowest = graph.scalar(-3.4e38);
  const source = isPadded ? graph.op('Pad', [graph.use(x, 'channelsFirst'), graph.ints([0, 0, ...padsBefore, 0, 0, ...padsAfter]), lowest]) : graph.use(x, 'channelsFirst');
  const [largest, gradient] = [graph.use(y, 'channelsFirst'), graph.use(dy, 'channelsFirst')];
  let open = graph.scalar(1);
  const shares = taps(kernel).map((tap) => {
    const begin = tap.map((place, i) => place * dilations[i]!);
    const end = begin.map((start, i) => start + (output[i]! - 1) * strides[i]! + 1);
    const seen = emitSlice(graph, source, shape, [0, 0, ...begin], [batch, inChannels, ...end], [1, 1, ...strides]);
    const hit = graph.op('Mul', [reaches(graph, seen, largest), open]);
    open = graph.op('Sub', [open, hit]);
    const { ref, lengths } = spread(graph, graph.op('Mul', [hit, gradient]), [batch, inChannels], output, strides);
    return graph.op('Pad', [ref, graph.ints([0, 0, ...begin, 0, 0, ...padded.map((length, i) => length - begin[i]! - lengths[i]!)]), graph.scalar(0)]);
  });
  const sum = shares.reduce((total, share) => graph.op('Add', [total, share]));
  return emitSlice(graph, sum, shape, [0, 0, ...padsBefore], [batch, inChannels, ...input.map((length, i) => length + padsBefore[i]!)]);
}
