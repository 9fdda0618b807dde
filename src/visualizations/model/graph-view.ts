import { html, nothing, svg, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { styled } from '../elements/styled.js';
import { layersOf, type Item } from './blocks.js';
import type { Measure } from './contract.js';
import { linePathOf, type Layout, type Placed } from './layout.js';
import { costOf, formatCost, itemLabel, kindText, layerTip, shareText, titleText } from './words.js';

/** The part of a layout that is drawn: what is in sight and some more on each side. */
export interface Sight {
  readonly from: number;
  readonly to: number;
}

export interface GraphOptions {
  readonly layout: Layout;
  readonly zoom: number;
  readonly sight: Sight;
  readonly measure: Measure;
  readonly total: number | null;
  /** The largest cost of one box: its bar is full. */
  readonly largest: number;
  readonly chosen: string | null;
  /** Layers on the caret's line. */
  readonly caret: ReadonlySet<string>;
  /** Ids that the search found; null while nothing is looked for. */
  readonly found: ReadonlySet<string> | null;
  choose(item: Item): void;
  toggle(item: Item): void;
}

export const elementId = (id: string): string => `box-${id.replace(/[^\w-]/g, '_')}`;

/** Boxes and the lines between them, only those in sight. Scrolling moves the whole without drawing it anew. */
export function graphView(options: GraphOptions): TemplateResult {
  const { layout, zoom, sight } = options;
  const boxes = layout.boxes.filter(({ y, height }) => y < sight.to && y + height > sight.from);
  const lines = layout.lines.filter(({ top, bottom }) => top < sight.to && bottom > sight.from);
  return html`<div class="graph-size" style=${styled({ width: `${Math.ceil(layout.width * zoom) + 2 * margin}px`, height: `${Math.ceil(layout.height * zoom) + 2 * margin}px` })}>
    <div class="graph-content" style=${styled({ transform: `translate(${margin}px, ${margin}px) scale(${zoom})`, width: `${layout.width}px`, height: `${layout.height}px` })}>
      <svg class="graph-lines" width=${layout.width} height=${layout.height} aria-hidden="true">
        <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M1,1L7,4L1,7" /></marker></defs>
        ${lines.map(({ points }) => svg`<path d=${linePathOf(points)} marker-end="url(#arrow)" />`)}
      </svg>
      ${repeat(boxes, ({ item }) => item.id, (box) => boxView(box, options))}
    </div>
  </div>`;
}

export const margin = 12;

function boxView(box: Placed, options: GraphOptions): TemplateResult {
  const { item, open } = box;
  const { chosen, caret, found, measure, total, largest } = options;
  const cost = costOf(item, measure);
  const holds = (ids: ReadonlySet<string>) => layersOf(item).some(({ id }) => ids.has(id)) || ids.has(item.id);
  const classes = ['box', `of-${item.kind}`, open ? 'open' : '', chosen !== null && (item.id === chosen || (!open && holds(new Set([chosen])))) ? 'chosen' : '', !open && holds(caret) ? 'caret' : '', found && !open && !holds(found) ? 'faint' : ''];
  const press = (event: Event) => {
    event.stopPropagation();
    options.choose(item);
  };
  const twist = (event: Event) => {
    event.stopPropagation();
    options.toggle(item);
  };
  const place = styled({ left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });
  return html`<div id=${elementId(item.id)} class=${classes.filter(Boolean).join(' ')} role="option" aria-selected=${item.id === chosen ? 'true' : 'false'} aria-label=${itemLabel(item, measure, total, open)}
      title=${item.kind === 'layer' ? layerTip(item.layer) : itemLabel(item, measure, total, open)} style=${place} @click=${press} @dblclick=${item.kind === 'layer' ? nothing : twist}>
      <span class="box-name">${item.kind === 'layer' ? nothing : html`<vscode-icon name=${open ? 'chevron-down' : 'chevron-right'} aria-hidden="true" @click=${twist}></vscode-icon>`}<span>${titleText(item)}</span>${item.kind !== 'layer' && item.times > 1 ? html`<b>×${item.times}</b>` : nothing}</span>
      ${open ? nothing : html`<span class="box-kind"><span>${kindText(item)}</span><span class="number">${barText(cost, total, measure)}</span></span>
        <i class="bar" style=${styled({ width: `${cost !== null && largest > 0 ? (barLength * cost) / largest : 0}px` })}></i>`}
    </div>${open ? nothing : html`<span class="box-shape" style=${styled({ left: `${box.x + box.width / 2 + 7}px`, top: `${box.y + box.height + 3}px` })}>${box.shape}</span>`}`;
}

/** Pixels of the longest bar: the width inside the narrowest box, so that bars of all boxes can be compared. */
const barLength = 116;

/** A share where it matters; a number of parameters where there are any. */
function barText(cost: number | null, total: number | null, measure: Measure): string {
  if (cost === null) return '?';
  return shareText(cost, total) || (cost === 0 ? '' : formatCost(cost, measure));
}
