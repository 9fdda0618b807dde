/** The numbers of a convolution or pooling over one to three spatial axes, the same for every rank. */
import { NotCompilable } from '../../trace/ir.js';
import { tf } from '../../trace/tensorflow.js';

export interface Geometry {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Lengths along the spatial axes, outermost first. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padsBefore: readonly number[];
  readonly padsAfter: readonly number[];
  /** tfjs's shape of the output, channels last. */
  readonly outputShape: readonly number[];
}

type Shape = readonly number[];
type Pad = Parameters<typeof tf.backend_util.computeConv2DInfo>[4];

export interface WindowAttributes {
  readonly strides: number | number[];
  readonly pad: Pad;
  readonly dilations?: number | number[];
  readonly dataFormat?: string;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterSize?: number | number[];
}

function flat(info: ReturnType<typeof tf.backend_util.computeConv2DInfo>): Geometry {
  const { top, bottom, left, right } = info.padInfo;
  return {
    batch: info.batchSize, inChannels: info.inChannels, outChannels: info.outChannels, outputShape: info.outShape,
    input: [info.inHeight, info.inWidth], output: [info.outHeight, info.outWidth], kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth], dilations: [info.dilationHeight, info.dilationWidth],
    padsBefore: [top, left], padsAfter: [bottom, right],
  };
}

function deep(info: ReturnType<typeof tf.backend_util.computeConv3DInfo>): Geometry {
  const { front, back, top, bottom, left, right } = info.padInfo;
  return {
    batch: info.batchSize, inChannels: info.inChannels, outChannels: info.outChannels, outputShape: info.outShape,
    input: [info.inDepth, info.inHeight, info.inWidth], output: [info.outDepth, info.outHeight, info.outWidth], kernel: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth], dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    padsBefore: [front, top, left], padsAfter: [back, bottom, right],
  };
}

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];

function channelsLastOnly({ dataFormat }: WindowAttributes): void {
  if (dataFormat !== undefined && dataFormat !== 'NHWC' && dataFormat !== 'channelsLast' && dataFormat !== 'NDHWC') throw new NotCompilable('convolution', `data format ${dataFormat}`);
}

export function conv2dGeometry(x: Shape, filter: Shape, attributes: WindowAttributes, depthwise = false): Geometry {
  channelsLastOnly(attributes);
  const { strides, pad, dilations = 1, dimRoundingMode } = attributes;
  return flat(tf.backend_util.computeConv2DInfo([...x] as Shape4, [...filter] as Shape4, strides as number, dilations as number, pad, dimRoundingMode, depthwise));
}

export function conv3dGeometry(x: Shape, filter: Shape, attributes: WindowAttributes): Geometry {
  channelsLastOnly(attributes);
  const { strides, pad, dilations = 1 } = attributes;
  return deep(tf.backend_util.computeConv3DInfo([...x] as Shape5, [...filter] as Shape5, strides as number, dilations as number, pad as 'same'));
}

export function pool2dGeometry(x: Shape, attributes: WindowAttributes): Geometry {
  channelsLastOnly(attributes);
  const { filterSize, strides, pad, dilations = 1, dimRoundingMode } = attributes;
  return flat(tf.backend_util.computePool2DInfo([...x] as Shape4, filterSize as number, strides as number, dilations as number, pad, dimRoundingMode));
}

export function pool3dGeometry(x: Shape, attributes: WindowAttributes): Geometry {
  channelsLastOnly(attributes);
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  return deep(tf.backend_util.computePool3DInfo([...x] as Shape5, filterSize as number, strides as number, 1, pad as 'same', dimRoundingMode));
}

/** ONNX's `pads`: all befores, then all afters. */
export function onnxPads({ padsBefore, padsAfter }: Geometry): number[] {
  return [...padsBefore, ...padsAfter];
}

/** Every position of the window, outermost axis slowest. */
export function taps(kernel: readonly number[]): number[][] {
  return kernel.reduce<number[][]>((found, length) => found.flatMap((tap) => Array.from({ length }, (_, i) => [...tap, i])), [[]]);
}

export function isOne(list: readonly number[]): boolean {
  return list.every((entry) => entry === 1);
}

export function count(list: readonly number[]): number {
  return list.reduce((product, entry) => product * entry, 1);
}
