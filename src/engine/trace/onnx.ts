/** An ONNX model as plain data, and its encoding (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
import { Message } from './protobuf.js';

/** TensorProto.DataType. */
export const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof elementTypes;

/** A plain number is an integer; reals are wrapped, for ONNX keeps the two apart. */
export type Attribute = number | string | readonly number[] | { readonly float: number } | { readonly floats: readonly number[] };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Empty for ONNX's own operators; `com.microsoft` and the like for onnxruntime's. */
  readonly domain?: string;
}

/** A name in place of a length stands for one that each run decides. */
export interface OnnxArray {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  readonly type: ElementType;
}

export interface OnnxValue extends OnnxArray {
  readonly shape: readonly number[];
}

/** A list of tensors. */
export interface OnnxSequence {
  readonly name: string;
  readonly sequenceOf: ElementType;
}

export interface OnnxInitializer extends OnnxValue {
  readonly data: Float32Array | Int32Array | Uint8Array | BigInt64Array;
}

export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxArray[];
  readonly outputs: readonly (OnnxArray | OnnxSequence)[];
}

/** Operator set 17 holds all that the lowerings use, and every onnxruntime since 1.12 knows it. */
const opset = 17;
const irVersion = 8;

export function encodeModel(model: OnnxModel): Uint8Array {
  const graph = new Message();
  for (const node of model.nodes) graph.message(1, encodeNode(node));
  graph.string(2, model.name);
  for (const initializer of model.initializers) graph.message(5, encodeTensor(initializer));
  for (const input of model.inputs) graph.message(11, encodeValue(input));
  for (const output of model.outputs) graph.message(12, encodeValue(output));
  const message = new Message().int(1, irVersion).string(2, 'convlens').message(7, graph).message(8, operatorSet('', opset));
  for (const domain of new Set(model.nodes.map((node) => node.domain ?? ''))) if (domain !== '') message.message(8, operatorSet(domain, 1));
  return message.finish();
}

function operatorSet(domain: string, version: number): Message {
  return new Message().string(1, domain).int(2, version);
}

function encodeNode(node: OnnxNode): Message {
  const message = new Message();
  for (const input of node.inputs) message.string(1, input);
  for (const output of node.outputs) message.string(2, output);
  message.string(3, node.outputs[0] ?? node.op).string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes ?? {})) message.message(5, encodeAttribute(name, value));
  return node.domain ? message.string(7, node.domain) : message;
}

/** AttributeProto: the field of the value and the number of its type (FLOAT 1, INT 2, STRING 3, FLOATS 6, INTS 7). */
function encodeAttribute(name: string, value: Attribute): Message {
  const message = new Message().string(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, 2);
  if (typeof value === 'string') return message.string(4, value).int(20, 3);
  if ('float' in value) return message.float(2, value.float).int(20, 1);
  if ('floats' in value) {
    for (const entry of value.floats) message.float(7, entry);
    return message.int(20, 6);
  }
  for (const entry of value) message.int(8, entry);
  return message.int(20, 7);
}

function encodeTensor({ name, shape, type, data }: OnnxInitializer): Message {
  const message = new Message();
  for (const length of shape) message.int(1, length);
  return message.int(2, elementTypes[type]).string(8, name).bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** ValueInfoProto: a TypeProto of a tensor (field 1) or of a sequence (field 4) of tensors. */
function encodeValue(value: OnnxArray | OnnxSequence): Message {
  const message = new Message().string(1, value.name);
  if ('sequenceOf' in value) {
    const element = new Message().message(1, new Message().int(1, elementTypes[value.sequenceOf]));
    return message.message(2, new Message().message(4, new Message().message(1, element)));
  }
  const dimensions = new Message();
  for (const length of value.shape) dimensions.message(1, typeof length === 'number' ? new Message().int(1, length) : new Message().string(2, length));
  const tensor = new Message().int(1, elementTypes[value.type]).message(2, dimensions);
  return message.message(2, new Message().message(1, tensor));
}
