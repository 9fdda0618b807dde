/** What stands in a picture's place while a whole folder is looked at. */
import { html, nothing, type TemplateResult } from 'lit';
import { action } from '../visualizations/elements/controls.js';
import { formatDuration, formatValue } from '../visualizations/elements/numbers.js';
import type { FolderDrawing, FolderView } from '../visualizations/folder.js';
import type { Options, OptionsChange } from '../visualizations/view.js';
import type { FolderSheet } from './folder-sheet.js';
import { emptyState, errorState } from './states.js';

export interface FolderPage {
  readonly sheet: FolderSheet;
  readonly view: FolderView;
  readonly options: Options;
  /** What to say of newer weights than those that the sheet was made with; null where there are none. */
  readonly newer: string | null;
  /** The newer weights took the place of the others in their file, so that nothing can go on with those. */
  readonly replaced: boolean;
  readonly acts: FolderActs;
}

export interface FolderActs {
  readonly set: (change: OptionsChange) => void;
  readonly choose: () => void;
  readonly open: (path: string) => void;
  readonly stop: () => void;
  /** Goes on with what is missing. */
  readonly go: () => void;
  /** Makes all of it anew, with the present weights. */
  readonly renew: () => void;
}

export function folderStage(page: FolderPage): TemplateResult | typeof nothing {
  const { sheet: { listing, failure, results, running }, view, options, acts } = page;
  const other = { icon: 'folder-opened', label: 'Choose Folder…', press: acts.choose };
  if (typeof options['folder'] !== 'string') return emptyState({ promise: 'the maps of all images of a folder, each with the class that was predicted', advice: 'Folders below it are looked through as well; where they are named after classes, right and wrong predictions are told apart.', button: other, other: null });
  if (failure !== null && !listing) return errorState(failure, acts.renew);
  if (!listing) return html`<p class="quiet" role="status">Looking for images in ${options['folder']} …</p>`;
  if (listing.images.length === 0) return emptyState({ promise: 'the maps of all images of a folder', advice: `${listing.folder} and the folders below it hold no image; expected PNG, JPEG, WebP, GIF, BMP or TIFF files. ${listing.notes.join(' ')}`, button: other, other: null });
  const failed = [...results.values()].filter((result) => 'failure' in result).length;
  const toCome = listing.images.length - results.size;
  return html`<div class="stage">
    <div class="folder-row">${action('folder-opened', 'Another Folder…', acts.choose)}${progress(page)}
      ${running || failure !== null ? nothing : page.replaced ? nothing : toCome > 0 ? html`<span>Stopped; ${toCome.toLocaleString('en-US')} still to come.</span> ${action('debug-continue', 'Continue', acts.go)}` : failed > 0 ? action('refresh', `Try ${failed.toLocaleString('en-US')} Again`, acts.go) : nothing}
      ${page.newer === null ? nothing : html`<span role="status">${page.newer}</span> ${action('refresh', 'Update', acts.renew)}`}
    </div>
    ${listing.notes.map((note) => html`<p class="note">${note}</p>`)}
    ${failure === null ? nothing : html`<p class="error" role="alert">${failure} ${action('refresh', 'Try Again', acts.go)}</p>`}
    ${view.draw(folderDrawing(page))}
  </div>`;
}

/** How fast it goes and how long it will take. */
function progress({ sheet: { pace }, acts }: FolderPage): TemplateResult | typeof nothing {
  if (!pace) return nothing;
  const { perSecond, left } = pace;
  return html`<span class="waiting"><span class="dot" aria-hidden="true"></span><span class="number">${perSecond > 0 ? `${formatValue(Number(perSecond.toPrecision(2)))} images/s · ${formatDuration(left)} left` : 'Making the first maps'}</span> ${action('debug-stop', 'Stop', acts.stop)}</span>`;
}

/** What a view draws a folder from; only where there is a listing. */
export function folderDrawing({ sheet: { listing, results }, options, acts: { set, open } }: FolderPage): FolderDrawing {
  return { listing: listing ?? { folder: '', images: [], total: 0, notes: [] }, results, options, set, open };
}
