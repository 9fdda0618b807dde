import type { Dim } from '../../../../graph/types.js';
import { lengthAt, resolveAxis } from '../../shapes.js';
import { op } from '../rule.js';

const half = (d: Dim): Dim => (d === null ? null : d / 2);
const signed = (signature: string, argument: string, change: 'same' | 'less') => [signature.slice(0, signature.indexOf('(')), op(signature, (call) => {
  const x = call.tensor(argument);
  return call.result(change === 'same' ? x.shape : (x.shape?.slice(0, -1) ?? null), x.dtype);
})] as const;

/** Parts of networks as functions (`keras/src/ops/nn.py`, `image.py`). */
export default {
  ...Object.fromEntries([
    signed('binary_crossentropy(target, output, from_logits=False)', 'output', 'same'),
    signed('categorical_crossentropy(target, output, from_logits=False, axis=-1)', 'output', 'less'),
    signed('sparse_categorical_crossentropy(target, output, from_logits=False, axis=-1)', 'output', 'less'),
    signed('dot_product_attention(query, key, value, bias=None, mask=None, scale=None, is_causal=False, flash_attention=None, attn_logits_soft_cap=None)', 'query', 'same'),
    signed('affine_transform(images, transform, interpolation="bilinear", fill_mode="constant", fill_value=0, data_format=None)', 'images', 'same'),
    signed('perspective_transform(images, start_points, end_points, interpolation="bilinear", fill_value=0, data_format=None)', 'images', 'same'),
    signed('elastic_transform(images, alpha=20.0, sigma=5.0, interpolation="bilinear", fill_mode="reflect", fill_value=0.0, seed=None, data_format=None)', 'images', 'same'),
    signed('gaussian_blur(images, kernel_size=(3, 3), sigma=(1.0, 1.0), data_format=None)', 'images', 'same'),
  ]),
  glu: op('glu(x, axis=-1)', (call) => {
    const x = call.tensor('x');
    const axis = call.integer('axis');
    const at = x.shape ? resolveAxis(axis, x.shape.length, 'glu') : null;
    return call.result(x.shape?.map((d, i) => (i === at ? half(d) : d)) ?? null, x.dtype);
  }),
  in_top_k: op('in_top_k(targets, predictions, k)', (call) => call.result(call.tensor('targets').shape, 'bool')),
  ctc_loss: op('ctc_loss(target, output, target_length, output_length, mask_index=0)', (call) => {
    const x = call.tensor('output');
    return call.result(x.shape && [lengthAt(x.shape, 0)], x.dtype);
  }),
  // Of Keras 2's backend: losses in a column.
  ctc_batch_cost: op('ctc_batch_cost(y_true, y_pred, input_length, label_length)', (call) => {
    const x = call.tensor('y_pred');
    return call.result(x.shape && [lengthAt(x.shape, 0), 1], x.dtype);
  }),
  psnr: op('psnr(x1, x2, max_val)', (call) => call.result([], call.tensor('x1').dtype)),
  ...Object.fromEntries(['adaptive_average_pool', 'adaptive_max_pool'].map((name) => [name, op(`${name}(inputs, output_size, data_format=None)`, (call) => {
    const x = call.tensor('inputs');
    const size = call.integers('output_size');
    if (!x.shape || !size || call.text('data_format') === 'channels_first') return call.result(x.shape?.map(() => null) ?? null, x.dtype);
    const sides = size.length === 1 ? new Array<Dim>(x.shape.length - 2).fill(size[0]!) : size;
    return call.result([x.shape[0]!, ...sides, lengthAt(x.shape, -1)], x.dtype);
  })])),
  map_coordinates: op('map_coordinates(inputs, coordinates, order, fill_mode="constant", fill_value=0)', (call) => {
    const [x, coordinates] = [call.tensor('inputs'), call.tensors('coordinates')];
    const shape = coordinates.length === 1 ? (coordinates[0]!.shape?.slice(1) ?? null) : (coordinates[0]?.shape ?? null);
    return call.result(shape, x.dtype);
  }),
  sobel_edges: op('sobel_edges(images, data_format=None)', (call) => {
    const x = call.tensor('images');
    return call.result(x.shape && [...x.shape, 2], x.dtype);
  }),
};
