/**
 * A tfjs backend that computes nothing: it records which kernels run on which values. Kernels whose inputs are all known are
 * computed at once by the `cpu` backend, so that ranges, fills and shapes never reach the graph.
 */
import { specs } from '../lowerings/registry.generated.js';
import type { Lowering } from '../lowerings/define.js';
import { KernelNode, NotCompilable, Value, type DataType, type KernelCall } from './ir.js';
import { sizeOf, type TypedArray } from './step.js';
import { tf } from './tensorflow.js';

export const traceBackendName = 'convlens-trace';

export const lowerings: Readonly<Record<string, Lowering>> = specs;

/** Constants beyond this many elements are not folded further: a graph is smaller than its numbers. */
const foldLimit = 1 << 22;

class TraceBackend extends tf.KernelBackend {
  nodes: KernelNode[] = [];
  private readonly known = new WeakMap<object, Value>();

  traced(tensor: tf.TensorInfo): Value {
    const value = this.known.get(tensor.dataId);
    if (value === undefined) throw new Error('A tensor from outside the step was used in it: pass it as an input or as state.');
    return value;
  }

  /** Makes a value known to tfjs. Several tensors may share one value. */
  info(value: Value): tf.TensorInfo {
    const dataId = {};
    this.known.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }

  record(kernel: string, given: tf.NamedTensorInfoMap, attributes: Record<string, unknown>): tf.TensorInfo | tf.TensorInfo[] {
    const inputs: Record<string, Value> = {};
    for (const [name, tensor] of Object.entries(given)) if (tensor) inputs[name] = this.traced(tensor);
    if (kernel === 'Identity') return this.info(inputs['x']!);
    const folded = fold({ kernel, inputs, attributes });
    if (folded !== null) return folded.list ? folded.values.map((value) => this.info(value)) : this.info(folded.values[0]!);
    const lowering = lowerings[kernel];
    if (lowering === undefined) throw new NotCompilable(kernel, 'no lowering');
    const specs = lowering.infer({ kernel, inputs, attributes });
    const node = new KernelNode(kernel, inputs, attributes, 'shape' in specs ? [specs] : specs);
    this.nodes.push(node);
    const infos = node.outputs.map((value) => this.info(value));
    return 'shape' in specs ? infos[0]! : infos;
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    return this.info(new Value(shape, numeric(dtype), null, typed(values, numeric(dtype)))).dataId;
  }

  override move(dataId: tf.DataId, values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): void {
    this.known.set(dataId, new Value(shape, numeric(dtype), null, typed(values, numeric(dtype))));
  }

  override readSync(dataId: tf.DataId): tf.backend_util.BackendValues {
    const value = this.known.get(dataId);
    if (value?.constant == null) throw new NotCompilable('readSync', 'the step reads a tensor back while it is traced');
    return value.constant;
  }

  override async read(dataId: tf.DataId): Promise<tf.backend_util.BackendValues> {
    return this.readSync(dataId);
  }

  override numDataIds(): number {
    return 0;
  }
  override disposeData(): boolean {
    return true;
  }
  override incRef(): void {}
  decRef(): void {}
  override refCount(): number {
    return 1;
  }
  override timerAvailable(): boolean {
    return false;
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override dispose(): void {}
}

function numeric(dtype: tf.DataType): DataType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new NotCompilable(dtype, 'tensors of this type cannot be compiled');
}

function typed(values: tf.backend_util.BackendValues, dtype: DataType): TypedArray {
  const numbers = values as ArrayLike<number>;
  if (dtype === 'float32') return Float32Array.from(numbers);
  return dtype === 'int32' ? Int32Array.from(numbers) : Uint8Array.from(numbers);
}

/** Runs a kernel on known inputs; null when some are not known. Shapes alone decide `OnesLike` and `ZerosLike`. */
export function fold({ kernel, inputs, attributes }: KernelCall): { values: Value[]; list: boolean } | null {
  if (kernel === 'OnesLike' || kernel === 'ZerosLike') {
    const { shape, dtype } = inputs['x']!;
    const filled = typed({ length: sizeOf(shape) } as unknown as Float32Array, dtype).fill(kernel === 'OnesLike' ? 1 : 0);
    return { values: [new Value(shape, dtype, null, filled)], list: false };
  }
  const given = Object.entries(inputs);
  if (given.some(([, value]) => value.constant === null || value.size > foldLimit)) return null;
  const cpu = tf.engine().findBackend('cpu') as tf.KernelBackend & { disposeData(id: tf.DataId, force?: boolean): boolean };
  const compute = tf.getKernel(kernel, 'cpu') as tf.KernelConfig | undefined;
  if (compute === undefined) return null;
  const used: tf.DataId[] = [];
  const placed = given.map(([name, { shape, dtype, constant }]) => {
    const dataId = cpu.write(constant!, [...shape], dtype);
    used.push(dataId);
    return [name, { dataId, shape: [...shape], dtype }] as const;
  });
  const isList = given.length > 0 && given[0]![0] === '0';
  const tensors = isList ? placed.map(([, info]) => info) : Object.fromEntries(placed);
  const results = compute.kernelFunc({ inputs: tensors as unknown as tf.NamedTensorInfoMap, attrs: attributes as unknown as tf.NamedAttrMap, backend: cpu });
  const infos = Array.isArray(results) ? results : [results];
  const values = infos.map(({ dataId, shape, dtype }) => new Value(shape, numeric(dtype), null, typed(cpu.readSync(dataId), numeric(dtype))));
  for (const dataId of [...used, ...infos.map((info) => info.dataId)]) cpu.disposeData(dataId, true);
  return { values, list: Array.isArray(results) };
}

let backend: TraceBackend | null = null;

/** The one tracing backend, registered with tfjs on first use. */
export function traceBackend(): TraceBackend {
  if (backend !== null) return backend;
  const created = new TraceBackend();
  tf.registerBackend(traceBackendName, () => created, 0);
  const kernels = new Set([...Object.keys(lowerings), ...tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName)]);
  for (const kernelName of kernels) {
    tf.registerKernel({
      kernelName,
      backendName: traceBackendName,
      kernelFunc: ({ inputs, attrs }) => created.record(kernelName, inputs, (attrs ?? {})),
    });
  }
  return (backend = created);
}
