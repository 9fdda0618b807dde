/** A model as its panel shows it: the summary's rows, the layers with their connections, and what each of them costs. No tensors. */

/** One row of Keras's summary. */
export interface SheetRow {
  /** The layer's path: its name, inside a nested model `outer/inner`. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly shape: string;
  readonly parameters: string;
  readonly connections: string;
}

/** What can be compared between layers. Null where it is not known. */
export interface Costs {
  readonly parameters: number | null;
  /** Multiply-accumulates for one example. */
  readonly multiplyAccumulates: number | null;
  /** Bytes of the outputs of one example, which training keeps. */
  readonly activationBytes: number | null;
}

export interface SheetLayer extends Costs {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** What sets it apart from others of its type: `3×3, stride 2`. */
  readonly detail: string;
  /** Of its last call, without the batch axis. */
  readonly shape: string;
  readonly channels: number | null;
  readonly trainable: boolean;
  /** Input positions that one output position sees, `18 × 18`; empty where it sees all or that is not known. */
  readonly receptiveField: string;
  /** Whether its constructor stands in a file. */
  readonly hasPlace: boolean;
  /** The layers of a nested model. */
  readonly inner: SheetGraph | null;
}

export interface SheetGraph {
  /** In an order in which they can run. */
  readonly layers: readonly SheetLayer[];
  /** Indices into `layers`: from, to. */
  readonly edges: readonly (readonly [from: number, to: number])[];
}

export interface ModelSheet {
  /** The variable that holds it. */
  readonly name: string;
  /** `Model: "sequential"`. */
  readonly title: string;
  /** Whether the summary has no column of connections. */
  readonly chain: boolean;
  readonly rows: readonly SheetRow[];
  /** `Total params: 320 (1.25 KB)` and the two lines below it. */
  readonly totals: readonly string[];
  readonly graph: SheetGraph;
  readonly costs: Costs;
  /** Why numbers are missing; null where the model is whole. */
  readonly incomplete: string | null;
}

/** What the bars of the graph and the table compare. */
export type Measure = keyof Costs;
