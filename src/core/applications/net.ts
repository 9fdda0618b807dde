import { bind } from '../graph/bind.js';
import type { GraphBuilder } from '../graph/builder.js';
import { type LayerInstance, SymbolicTensor, type TensorTree } from '../graph/instance.js';
import { layerStem, toSnake } from '../graph/names.js';
import { type Problem, Rejection } from '../graph/problem.js';
import { flatten } from '../graph/tensors.js';
import type { ConfigValue, Span, TensorInfo } from '../graph/types.js';
import { type Maybe, Unknown } from '../graph/values.js';
import { layerSpec } from '../layers/lookup.js';
import { type Arguments, Undetermined } from './arguments.js';
import { checkActivation } from './input.js';

/** A layer's arguments in camelCase, and its name where it does not get an automatic one. */
export interface Options {
  readonly name?: string | undefined;
  readonly [argument: string]: Maybe | undefined;
}

/** Layers as the published architectures use them, each applied at once. Throws a `Rejection` where Keras would raise. */
export class Net {
  /** Keras's two ways to name the channel axis of an image. */
  readonly axis: 1 | 3;
  readonly lastAxis: 1 | -1;

  constructor(private readonly builder: GraphBuilder, private readonly functionName: string, readonly channelsFirst: boolean, private readonly span: Span | null) {
    this.axis = channelsFirst ? 1 : 3;
    this.lastAxis = channelsFirst ? 1 : -1;
  }

  /** Creates a layer and applies it. */
  layer(type: string, inputs: TensorTree, options: Options = {}): SymbolicTensor {
    return this.apply(this.create(type, options), inputs);
  }

  /** The same with a user's value among the options, which is checked as a layer's own argument is. */
  given(type: string, inputs: TensorTree, options: Options): SymbolicTensor {
    const { name, ...config } = options;
    const keywords = Object.entries(config).filter((entry): entry is [string, Maybe] => entry[1] !== undefined);
    this.raise(bind(layerSpec(type)!, [], new Map(keywords.map(([key, value]) => [toSnake(key), value]))).problems, name ?? layerStem(type));
    return this.layer(type, inputs, options);
  }

  /** Keras's number of channels of an image. */
  channels(x: SymbolicTensor): number {
    return this.known(x.shape?.at(this.lastAxis));
  }

  conv(x: SymbolicTensor, filters: Maybe, kernelSize: Maybe, options?: Options): SymbolicTensor {
    return this.layer('Conv2D', x, { filters, kernelSize, ...options });
  }
  batchNorm(x: SymbolicTensor, options?: Options): SymbolicTensor {
    return this.layer('BatchNormalization', x, options);
  }
  activation(x: SymbolicTensor, activation: Maybe, name?: string): SymbolicTensor {
    return this.layer('Activation', x, { activation, name });
  }
  relu6(x: SymbolicTensor, name?: string): SymbolicTensor {
    return this.layer('ReLU', x, { maxValue: 6, name });
  }
  pad(x: SymbolicTensor, padding: Maybe, name?: string): SymbolicTensor {
    return this.layer('ZeroPadding2D', x, { padding, name });
  }
  maxPool(x: SymbolicTensor, poolSize: number, strides: number, options?: Options): SymbolicTensor {
    return this.layer('MaxPooling2D', x, { poolSize, strides, ...options });
  }
  averagePool(x: SymbolicTensor, poolSize: number, strides: number, options?: Options): SymbolicTensor {
    return this.layer('AveragePooling2D', x, { poolSize, strides, ...options });
  }
  concatenate(xs: readonly SymbolicTensor[], axis: number, name?: string): SymbolicTensor {
    return this.layer('Concatenate', xs, { axis, name });
  }
  add(xs: readonly SymbolicTensor[], name?: string): SymbolicTensor {
    return this.layer('Add', xs, { name });
  }
  dense(x: SymbolicTensor, units: Maybe, options?: Options): SymbolicTensor {
    return this.layer('Dense', x, { units, ...options });
  }

  /** `+` or `*` written on tensors: an operation of `keras.ops`. `b` may be a number; a tensor has the shape of `a`. */
  operation(name: 'add' | 'multiply', a: SymbolicTensor, b: SymbolicTensor | number): SymbolicTensor {
    const [inputs, config] = typeof b === 'number' ? [a, { x2: b }] : [[a, b], {}];
    return single(this.builder.operation(name, inputs, config, plain(a), this.span, (given) => plain(flatten(given)[0]!)));
  }

  /** A Sequential of its own, ready to be applied to a tensor. Its layers take their automatic names now. */
  sequential(name: string, layers: readonly (readonly [type: string, options: Options])[]): (x: SymbolicTensor) => SymbolicTensor {
    const model = this.builder.sequential(name, this.span);
    for (const [type, options] of layers) this.raise(this.builder.add(model, this.create(type, options), this.span), name);
    return (x) => {
      this.raise(this.builder.build(model, x.shape ?? new Unknown({ reason: 'The image has an unknown rank', span: null }), x.dtype), name);
      return this.apply(model, x);
    };
  }

  /**
   * What ends most architectures: with the classifier, a mean over the image and a Dense; else the pooling that was asked for.
   * Names are null where Keras lets the layer have its automatic one.
   */
  head(x: SymbolicTensor, args: Arguments, { average, pools = [undefined, undefined], beforeDense = (y) => y, dense = {} }: {
    average?: string; pools?: readonly [average: string | undefined, max: string | undefined]; beforeDense?: (y: SymbolicTensor) => SymbolicTensor; dense?: Options;
  } = {}): SymbolicTensor {
    if (!args.includeTop) return this.pooled(x, args, pools);
    const y = beforeDense(this.layer('GlobalAveragePooling2D', x, { name: average }));
    checkActivation(args);
    return this.given('Dense', y, { units: args.maybe('classes'), activation: args.maybe('classifier_activation'), ...dense, name: 'predictions' });
  }

  /** The pooling that `pooling` asks for; nothing for any value that Keras does not know. */
  pooled(x: SymbolicTensor, args: Arguments, [average, max]: readonly [average: string | undefined, max: string | undefined] = [undefined, undefined]): SymbolicTensor {
    const pooling = args.text('pooling');
    if (pooling === 'avg') return this.layer('GlobalAveragePooling2D', x, { name: average });
    if (pooling === 'max') return this.layer('GlobalMaxPooling2D', x, { name: max });
    return x;
  }

  /** Zeros around an image so that a strided window starts as in other frameworks (`imagenet_utils.correct_pad`). */
  correctPad(x: SymbolicTensor, kernelSize: number): ConfigValue {
    const [height = null, width = null] = (x.shape ?? []).slice(this.channelsFirst ? 2 : 1);
    if (height !== null && width === null && !x.loss) {
      throw new Rejection({ code: 'open-input-shape', severity: 'error', argument: 'input_shape', message: `${this.functionName} pads its images by their size, so width must be known where height is. Give both in input_shape, or None for both.` });
    }
    const half = Math.floor(kernelSize / 2);
    const before = (length: number | null): number => half - (height === null || length === null ? 1 : 1 - (length % 2));
    return [[before(height), half], [before(width), half]];
  }

  private known(length: number | null | undefined): number {
    if (length === null || length === undefined) throw new Undetermined({ reason: `${this.functionName} is built on an image of unknown channels`, span: this.span });
    return length;
  }

  /** The builder takes what it knows as parameters from the options, so that `name` may stay among them. */
  private create(type: string, options: Options): LayerInstance {
    const { layer, problems } = this.builder.createLayer(type, options as { readonly [argument: string]: Maybe }, { name: options.name, span: this.span });
    this.raise(problems, layer.name);
    return layer;
  }

  private apply(layer: LayerInstance, inputs: TensorTree): SymbolicTensor {
    const { outputs, problems } = this.builder.call(layer, inputs, { span: this.span });
    this.raise(problems, layer.name);
    return single(outputs);
  }

  /** What a layer inside rejects is told at the function that the file calls. */
  private raise(problems: readonly Problem[], layerName: string): void {
    const worst = problems.find((p) => p.severity === 'error');
    if (!worst) return;
    const argument = worst.argument === undefined ? undefined : blamed[worst.argument];
    throw new Rejection({ code: worst.code, severity: 'error', message: `Inside ${this.functionName}, at its layer "${layerName}": ${worst.message}`, ...(argument === undefined ? {} : { argument }) });
  }
}

/** The function's arguments that reach its layers, by the layers' own names for them. */
const blamed: { readonly [argument: string]: string } = { units: 'classes', activation: 'classifier_activation', filters: 'alpha', depth_multiplier: 'depth_multiplier', rate: 'dropout' };

const plain = ({ shape, dtype, loss }: TensorInfo): TensorInfo => (loss ? { shape, dtype, loss } : { shape, dtype });

function single(tree: TensorTree): SymbolicTensor {
  if (tree instanceof SymbolicTensor) return tree;
  if (tree instanceof Unknown) throw new Undetermined(tree.loss);
  if (Array.isArray(tree) && tree.length === 1) return single(tree[0] as TensorTree);
  throw new Undetermined({ reason: 'A layer returned several tensors', span: null });
}
