import type { Span } from '../../graph/types.js';
import type { CountOf } from '../../recipe/counts.js';
import type { DataSet } from '../../recipe/types.js';
import { type Unknown } from '../../graph/values.js';
import { Obj, Repeated, type Site, type Value, unknown } from '../python/values.js';
import type { Given } from './recipe/data.js';
import { joined } from './data/zip.js';
import { CountValue } from './files/count-value.js';
import { datasetMethod } from './dataset-methods.js';

/** Attributes by name, looked up where the program asks for them. */
export interface DataAttributes {
  readonly [name: string]: (at: Site) => Value;
}

/** A stream of batches: a `tf.data.Dataset`, or what `flow_from_directory` gives. */
export class DatasetValue extends Obj {
  readonly typeName: string;
  constructor(
    readonly data: DataSet | null,
    /** Why `data` is not known; empty where it is. */
    readonly reason: string,
    /** Attributes that this object has and none that is made of it (`class_names`). */
    readonly attributes: DataAttributes = {},
    typeName = 'Dataset',
    /** What one step over it gives: arrays, in the structure that they come in; null where that is not known. */
    readonly element: Value | null = null,
    /** Arrays in lists or dicts, of a model with several inputs or outputs; null where there is one of each. */
    readonly parts: Given | null = null,
    /** Where it stands that makes `data` not known, where that is known. */
    readonly place: Span | null = null,
  ) {
    super();
    this.typeName = typeName;
  }
  override getAttribute(name: string, at: Site): Value | undefined {
    if (this.data?.numbered && (name === 'samples' || name === 'n')) return new CountValue(unknown(`${name} of this data is not known without reading it.`, at.span).loss, this.samples, true);
    if (this.data?.numbered && name === 'batch_size' && this.data.batchSize !== null) return this.data.batchSize;
    return this.attributes[name]?.(at) ?? datasetMethod(this, name) ?? unknown(`${name} of this data is not known without reading it.`, at.span);
  }
  /** How many samples it has. */
  private get samples(): CountOf {
    return { op: 'samples', of: this.data!.x };
  }
  /** The same data, where a step over it gives something else. */
  giving(element: Value | null): DatasetValue {
    return new DatasetValue(this.data, this.reason, this.attributes, this.typeName, element, this.parts, this.place);
  }
  override iterate(at: Site): readonly Value[] | Unknown {
    const lost = unknown('The batches of this data are not known without reading it.', at.span);
    return this.element === null ? lost : new Repeated(lost.loss, this.element);
  }
  override zipped(items: readonly Value[]): Value | undefined {
    return items.length === 2 && items.every((item) => item instanceof DatasetValue) ? joined(items) : undefined;
  }
  override length(at: Site): number | Unknown {
    const { numbered, batchSize } = this.data ?? {};
    if (numbered && batchSize != null) return new CountValue(unknown('How many batches this data has is not known without reading it.', at.span).loss, { op: 'ceil', of: { op: '/', left: this.samples, right: batchSize } }, true);
    const lost = unknown('The number of batches is not known without reading the data.', at.span);
    return this.data && !this.parts ? new CountValue(lost.loss, { op: 'batches', of: this.data }, true) : lost;
  }
}
