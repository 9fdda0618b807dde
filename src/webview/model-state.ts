import { partOf, layersOf, type Item, type Part } from '../visualizations/model/blocks.js';
import type { Costs, Measure, ModelSheet, SheetGraph, SheetLayer, SheetRow } from '../visualizations/model/contract.js';
import { layout, type Layout, type Placed } from '../visualizations/model/layout.js';
import { costOf } from '../visualizations/model/words.js';
import type { PanelMemory } from '../visualizations/panel.js';

/** What a person has set in the panel. */
export interface ModelOptions {
  readonly measure: Measure;
  /** 0 until the graph was fitted into its pane for the first time. */
  readonly zoom: number;
  readonly query: string;
  readonly chosen: string | null;
  /** Boxes that are not as they are by default. */
  readonly toggled: readonly string[];
}

/** Models of up to this many layers are shown with all boxes open. */
const openAtFirst = 60;

/** One sheet and what follows from it and the options; layouts are made when first asked for and kept until boxes open or close. */
export class ModelState {
  caret: ReadonlySet<string> = new Set();
  /** All layers by path, those of nested models too. */
  readonly layers: ReadonlyMap<string, SheetLayer>;
  readonly items: ReadonlyMap<string, Item>;
  private readonly part: Part;
  private made: { readonly toggled: readonly string[]; readonly layout: Layout; readonly opened: ReadonlySet<string> } | null = null;

  constructor(readonly sheet: ModelSheet, public options: ModelOptions) {
    this.layers = new Map(allLayers(sheet.graph).map((layer) => [layer.id, layer]));
    this.part = partOf(sheet.graph);
    this.items = new Map(this.part.items.flatMap(allItems).map((item) => [item.id, item]));
  }

  static optionsFrom(memory: PanelMemory | null): ModelOptions {
    const { measure, zoom, chosen, toggled } = memory?.options ?? {};
    const known: readonly Measure[] = ['parameters', 'multiplyAccumulates', 'activationBytes'];
    return {
      measure: known.find((one) => one === measure) ?? 'parameters',
      zoom: typeof zoom === 'number' ? zoom : 0,
      query: '',
      chosen: typeof chosen === 'string' ? chosen : null,
      toggled: typeof toggled === 'string' && toggled !== '' ? toggled.split('\n') : [],
    };
  }

  get totals(): Costs {
    return this.sheet.costs;
  }

  get layout(): Layout {
    return this.placed().layout;
  }

  get opened(): ReadonlySet<string> {
    return this.placed().opened;
  }

  /** Whether there are boxes to open. */
  get canOpen(): boolean {
    return this.items.size > this.part.items.length;
  }

  /** The largest cost of a box that is shown: its bar is the longest. */
  get largest(): number {
    const { measure } = this.options;
    return Math.max(0, ...this.layout.boxes.filter(({ open }) => !open).map(({ item }) => costOf(item, measure) ?? 0));
  }

  get largestRow(): number {
    const { measure } = this.options;
    return this.sheet.rows.reduce((most, { id }) => Math.max(most, this.layers.get(id)?.[measure] ?? 0), 0);
  }

  /** Layers that the search finds by name, type or shape; null while nothing is looked for. */
  get found(): ReadonlySet<string> | null {
    const words = this.options.query.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return null;
    const fits = ({ id, type, shape, detail }: SheetLayer) => words.every((word) => `${id} ${type} ${detail} ${shape}`.toLowerCase().includes(word));
    return new Set([...this.layers.values()].filter(fits).map(({ id }) => id));
  }

  /** Rows of the summary; while something is looked for, those that hold it. */
  get rows(): readonly SheetRow[] {
    const { found } = this;
    if (!found) return this.sheet.rows;
    const outer = new Set([...found].map((id) => id.split('/')[0]));
    return this.sheet.rows.filter(({ id }) => outer.has(id));
  }

  /** The box that shows a layer: its own, else the innermost closed one that holds it. */
  placeOf(id: string): Placed | undefined {
    return this.layout.boxes.find(({ item }) => item.id === id) ?? this.layout.boxes.find(({ item, open }) => !open && layersOf(item).some((layer) => layer.id === id));
  }

  /** Toggles that leave all boxes open, or closed. */
  togglesFor(open: boolean): readonly string[] {
    return [...this.items.values()].filter((item) => item.kind !== 'layer' && this.opensAtFirst !== open).map(({ id }) => id);
  }

  private get opensAtFirst(): boolean {
    return this.layers.size <= openAtFirst;
  }

  private placed() {
    const { toggled } = this.options;
    if (this.made?.toggled !== toggled) {
      const opened = new Set([...this.items.values()].filter((item) => item.kind !== 'layer' && this.opensAtFirst !== toggled.includes(item.id)).map(({ id }) => id));
      this.made = { toggled, opened, layout: layout(this.part, opened) };
    }
    return this.made;
  }
}

const allLayers = ({ layers }: SheetGraph): SheetLayer[] => layers.flatMap((layer) => (layer.inner ? [layer, ...allLayers(layer.inner)] : [layer]));

const allItems = (item: Item): Item[] => (item.kind === 'layer' ? [item] : [item, ...item.inside.items.flatMap(allItems)]);
