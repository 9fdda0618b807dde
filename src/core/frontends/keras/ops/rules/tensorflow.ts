import type { Dim, Shape, TensorInfo } from '../../../../graph/types.js';
import { broadcast, lengthAt, reduced, resolveAxis, sizeOf } from '../../shapes.js';
import { type OpCall, op, type OpRule } from '../rule.js';

const same = (signature: string, argument: string): OpRule => op(signature, (call) => call.result(call.tensor(argument).shape, call.tensor(argument).dtype));
const fixed = (signature: string, argument: string, shape: (call: OpCall, x: TensorInfo & { readonly shape: Shape }) => Shape | null): OpRule => op(signature, (call) => {
  const x = call.tensor(argument);
  const { shape: given } = x;
  return call.result(given && shape(call, { ...x, shape: given }), x.dtype);
});
/** `argmax` and `argmin`, which take the first axis where none is named. */
const arg = (name: string): OpRule => op(`${name}(input, axis=None, output_type=None, name=None)`, (call) => call.result(reduced(call.tensor('input').shape, call.has('axis') ? call.integers('axis') : [0], false, name), 'int64'));
const unsorted = (name: string): OpRule => op(`${name}(data, segment_ids, num_segments, name=None)`, (call) => {
  const [x, ids] = [call.tensor('data'), call.tensor('segment_ids')];
  return call.result(x.shape && ids.shape && [call.integer('num_segments'), ...x.shape.slice(ids.shape.length)], x.dtype);
});
const update = (name: string): OpRule => same(`${name}(tensor, indices, updates, name=None)`, 'tensor');
const target = (signature: string, argument: string): OpRule => op(signature, (call) => call.result(call.shape(argument)?.map((d) => (d === 'open' ? null : d)) ?? null, 'float32'));
const transposed = (name: string): OpRule => op(`${name}(input, filters, output_shape, strides, padding="SAME", data_format=None, dilations=None, name=None)`, (call) => {
  const x = call.tensor('input');
  // The length of a batch is written out here, but Keras leaves it open.
  return call.result(call.shape('output_shape')?.map((d, i) => (d === 'open' ? null : i === 0 ? (x.shape?.[0] ?? null) : d)) ?? null, x.dtype);
});

/** Functions of TensorFlow that no operation of `keras.ops` stands for, or one of the same name that does something else. By their path. */
export default {
  'tf.gather': op('gather(params, indices, validate_indices=None, axis=None, batch_dims=0, name=None)', (call) => {
    const [x, indices] = [call.tensor('params'), call.tensor('indices')];
    const batch = call.integer('batch_dims');
    const axis = call.has('axis') ? call.integer('axis') : batch;
    if (!x.shape || !indices.shape || batch === null || axis === null) return call.result(null, x.dtype);
    const at = resolveAxis(axis, x.shape.length, 'gather')!;
    return call.result([...x.shape.slice(0, at), ...indices.shape.slice(batch < 0 ? batch + indices.shape.length : batch), ...x.shape.slice(at + 1)], x.dtype);
  }),
  'tf.gather_nd': op('gather_nd(params, indices, batch_dims=0, name=None)', (call) => {
    const [x, indices] = [call.tensor('params'), call.tensor('indices')];
    const [batch, depth] = [call.integer('batch_dims'), indices.shape ? lengthAt(indices.shape, -1) : null];
    return call.result(x.shape && indices.shape && batch !== null && depth !== null ? [...indices.shape.slice(0, -1), ...x.shape.slice(batch + depth)] : null, x.dtype);
  }),
  'tf.argmax': arg('argmax'),
  'tf.argmin': arg('argmin'),
  'tf.boolean_mask': op('boolean_mask(tensor, mask, axis=None, name=None)', (call) => {
    const [x, mask] = [call.tensor('tensor'), call.tensor('mask')];
    const axis = call.has('axis') ? call.integer('axis') : 0;
    return call.result(x.shape && mask.shape && axis !== null ? [...x.shape.slice(0, axis), null, ...x.shape.slice(axis + mask.shape.length)] : null, x.dtype);
  }),
  'tf.where': op('where(condition, x=None, y=None, name=None)', (call) => {
    const condition = call.tensor('condition');
    if (call.has('x')) {
      const [x, y] = [call.tensor('x'), call.tensor('y')];
      const lost = call.loss !== undefined;
      return call.result(broadcast(condition.shape, broadcast(x.shape, y.shape, 'where', lost), 'where', lost), x.shape?.length === 0 ? y.dtype : x.dtype);
    }
    return call.result(condition.shape && [null, condition.shape.length], 'int64');
  }),
  'tf.sequence_mask': op('sequence_mask(lengths, maxlen=None, dtype="bool", name=None)', (call) => {
    const x = call.tensor('lengths');
    return call.result(x.shape && [...x.shape, call.has('maxlen') ? call.integer('maxlen') : null], call.dtype('dtype', 'bool'));
  }),
  'tf.scatter_nd': target('scatter_nd(indices, updates, shape, name=None)', 'shape'),
  ...Object.fromEntries(['add', 'sub', 'min', 'max', 'update'].map((name) => [`tf.tensor_scatter_nd_${name}`, update(`tensor_scatter_nd_${name}`)])),
  'tf.clip_by_norm': same('clip_by_norm(t, clip_norm, axes=None, name=None)', 't'),
  'tf.reverse_sequence': same('reverse_sequence(input, seq_lengths, seq_axis=None, batch_axis=None, name=None)', 'input'),
  'tf.unique': op('unique(x, out_idx=None, name=None)', (call) => {
    const x = call.tensor('x');
    return [call.result([null], x.dtype), call.result(x.shape, 'int32')];
  }),
  ...Object.fromEntries(['unsorted_segment_sum', 'unsorted_segment_max', 'unsorted_segment_min', 'unsorted_segment_mean', 'unsorted_segment_prod', 'unsorted_segment_sqrt_n'].map((name) => [`tf.${name}`, unsorted(name)])),
  'tf.segment_mean': fixed('segment_mean(data, segment_ids, name=None)', 'data', (_call, x) => [null, ...x.shape.slice(1)]),
  'tf.confusion_matrix': op('confusion_matrix(labels, predictions, num_classes=None, weights=None, dtype="int32", name=None)', (call) => {
    const count = call.has('num_classes') ? call.integer('num_classes') : null;
    return call.result([count, count], call.dtype('dtype', 'int32'));
  }),
  'tf.zero_fraction': op('zero_fraction(value, name=None)', (call) => (call.tensor('value'), call.result([], 'float32'))),
  ...Object.fromEntries(['lgamma', 'digamma', 'bessel_i0', 'bessel_i1', 'cumulative_logsumexp', 'ndtri', 'erfcinv', 'reciprocal_no_nan', 'rint'].map((name) => [`tf.${name}`, same(`${name}(x, axis=0, name=None)`, 'x')])),
  'tf.is_inf': op('is_inf(x, name=None)', (call) => call.result(call.tensor('x').shape, 'bool')),
  ...Object.fromEntries(['conv1d_transpose', 'conv2d_transpose', 'conv3d_transpose'].map((name) => [`tf.nn.${name}`, transposed(name)])),
  'tf.nn.l2_loss': op('l2_loss(t, name=None)', (call) => call.result([], call.tensor('t').dtype)),
  'tf.nn.sigmoid_cross_entropy_with_logits': same('sigmoid_cross_entropy_with_logits(labels=None, logits=None, name=None)', 'logits'),
  'tf.nn.weighted_cross_entropy_with_logits': same('weighted_cross_entropy_with_logits(labels, logits, pos_weight, name=None)', 'logits'),
  'tf.nn.softmax_cross_entropy_with_logits': fixed('softmax_cross_entropy_with_logits(labels, logits, axis=-1, name=None)', 'logits', (_call, x) => x.shape.slice(0, -1)),
  'tf.nn.sparse_softmax_cross_entropy_with_logits': fixed('sparse_softmax_cross_entropy_with_logits(labels, logits, name=None)', 'logits', (_call, x) => x.shape.slice(0, -1)),
  // `tf.compat.v1` calls logits `inputs` and has no lengths of them.
  'tf.nn.ctc_loss': op('ctc_loss(labels, logits=None, label_length=None, logit_length=None, logits_time_major=True, *args, inputs=None, time_major=True, **kwargs)', (call) => {
    const { shape, dtype } = call.tensor(call.has('logits') ? 'logits' : 'inputs');
    const timeFirst = call.value('logits_time_major') !== false && call.value('time_major') !== false;
    return call.result(shape && [lengthAt(shape, timeFirst ? 1 : 0)], dtype);
  }),
  'tf.linalg.trace': fixed('trace(x, name=None)', 'x', (_call, x) => x.shape.slice(0, -2)),
  'tf.linalg.diag': fixed('diag(diagonal, name="diag", k=0, num_rows=-1, num_cols=-1, padding_value=0, align="RIGHT_LEFT")', 'diagonal', (call, x) => {
    const k = call.integer('k');
    const n = lengthAt(x.shape, -1);
    const side: Dim = n === null || k === null ? null : n + Math.abs(k);
    return [...x.shape.slice(0, -1), side, side];
  }),
  ...Object.fromEntries(['expm', 'logm', 'sqrtm', 'adjoint'].map((name) => [`tf.linalg.${name}`, fixed(`${name}(input, name=None)`, 'input', (_call, x) => (name === 'adjoint' ? [...x.shape.slice(0, -2), lengthAt(x.shape, -1), lengthAt(x.shape, -2)] : x.shape))])),
  'tf.linalg.set_diag': same('set_diag(input, diagonal, name="set_diag", k=0, align="RIGHT_LEFT")', 'input'),
  'tf.linalg.cross': same('cross(a, b, name=None)', 'a'),
  'tf.linalg.matvec': fixed('matvec(a, b, transpose_a=False, *args, **kwargs)', 'a', (call, x) => [...x.shape.slice(0, -2), lengthAt(x.shape, call.flag('transpose_a') ? -1 : -2)]),
  'tf.linalg.triangular_solve': same('triangular_solve(matrix, rhs, lower=True, adjoint=False, name=None)', 'rhs'),
  'tf.linalg.eigvalsh': fixed('eigvalsh(tensor, name=None)', 'tensor', (_call, x) => x.shape.slice(0, -1)),
  'tf.linalg.lstsq': op('lstsq(matrix, rhs, l2_regularizer=0.0, fast=True, name=None)', (call) => {
    const [a, b] = [call.tensor('matrix'), call.tensor('rhs')];
    return call.result(a.shape && b.shape && [...a.shape.slice(0, -2), lengthAt(a.shape, -1), lengthAt(b.shape, -1)], a.dtype);
  }),
  'tf.linalg.svd': op('svd(tensor, full_matrices=False, compute_uv=True, name=None)', (call) => {
    const x = call.tensor('tensor');
    if (!x.shape) return call.result(null, x.dtype);
    const [batch, n, m] = [x.shape.slice(0, -2), lengthAt(x.shape, -2), lengthAt(x.shape, -1)];
    const least: Dim = n === null || m === null ? null : Math.min(n, m);
    const values = call.result([...batch, least], x.dtype);
    const full = call.flag('full_matrices');
    return call.value('compute_uv') === false ? values : [values, call.result([...batch, n, full ? n : least], x.dtype), call.result([...batch, m, full ? m : least], x.dtype)];
  }),
  // A number of turns may be a tensor, so that TensorFlow leaves both sides open.
  'tf.image.rot90': fixed('rot90(image, k=1, name=None)', 'image', (_call, x) => [...x.shape.slice(0, -3), null, null, lengthAt(x.shape, -1)]),
  'tf.image.transpose': fixed('transpose(image, name=None)', 'image', (_call, x) => [...x.shape.slice(0, -3), lengthAt(x.shape, -2), lengthAt(x.shape, -3), lengthAt(x.shape, -1)]),
  'tf.image.sobel_edges': fixed('sobel_edges(image)', 'image', (_call, x) => [...x.shape, 2]),
  ...Object.fromEntries(['ssim', 'psnr', 'ssim_multiscale'].map((name) => [`tf.image.${name}`, fixed(`${name}(img1, img2, max_val, *args, **kwargs)`, 'img1', (_call, x) => x.shape.slice(0, -3))])),
  'tf.image.combined_non_max_suppression': op('combined_non_max_suppression(boxes, scores, max_output_size_per_class, max_total_size, iou_threshold=0.5, score_threshold=None, pad_per_class=False, clip_boxes=True, name=None)', (call) => {
    const [boxes, scores] = [call.tensor('boxes').shape, call.tensor('scores').shape];
    const [each, total] = [call.integer('max_output_size_per_class'), call.integer('max_total_size')];
    const classes = scores && lengthAt(scores, -1);
    const batch = boxes && lengthAt(boxes, 0);
    const padded = each === null || total === null || classes === null ? null : Math.min(total, each * classes);
    const count: Dim = call.flag('pad_per_class') ? padded : total;
    return [[batch, count, 4], [batch, count], [batch, count]].map((shape) => call.result(shape, 'float32')).concat(call.result([batch], 'int32'));
  }),
  'tf.image.non_max_suppression': op('non_max_suppression(boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=None, name=None)', (call) => (call.tensor('boxes'), call.result([null], 'int32'))),
  'tf.image.crop_and_resize': op('crop_and_resize(image, boxes, box_indices, crop_size, *args, **kwargs)', (call) => {
    const [x, boxes, size] = [call.tensor('image'), call.tensor('boxes'), call.integers('crop_size')];
    return call.result(x.shape && boxes.shape && size ? [lengthAt(boxes.shape, 0), size[0] ?? null, size[1] ?? null, lengthAt(x.shape, -1)] : null, 'float32');
  }),
  ...Object.fromEntries(['rgb_to_yiq', 'yiq_to_rgb', 'draw_bounding_boxes'].map((name) => [`tf.image.${name}`, same(`${name}(images, *args, **kwargs)`, 'images')])),
  'tf.random.shuffle': same('shuffle(value, seed=None, name=None)', 'value'),
  'tf.random.categorical': fixed('categorical(logits, num_samples, dtype=None, seed=None, name=None)', 'logits', (call, x) => [lengthAt(x.shape, 0), call.integer('num_samples')]),
  'tf.size': op('size(input, out_type="int32", name=None)', (call) => (call.tensor('input'), call.result([], 'int32')), {
    direct: ([x]) => (x !== null && typeof x === 'object' && 'shape' in x && Array.isArray(x.shape) ? (sizeOf(x.shape as Shape) ?? undefined) : undefined),
  }),
} satisfies Readonly<Record<string, OpRule>>;
