import { html, nothing, type TemplateResult } from 'lit';
import { choice, legend } from '../elements/controls.js';
import { captionedSheet, csv, fileName } from '../elements/exports.js';
import { tiles, type Tile } from '../elements/tiles.js';
import type { FolderDefinition, FolderDrawing, FolderImage } from '../folder.js';
import { formatPercent } from '../elements/numbers.js';
import type { CamPicture } from './contract.js';
import { countsOf, shownImages, wanted, type FolderCounts, type Verdict } from './folder.js';
import { settings } from './settings.js';
import { thumbnailOf, thumbnailPixels, type CamThumbnail } from './thumbnail.js';

/** Maps of all images of a folder, each of the class that was predicted for it. */
export const folderView: FolderDefinition<CamPicture, CamThumbnail> = {
  enter: { show: 'folder', target: null },
  leave: { show: 'map', target: null },
  isOn: ({ show }) => show === 'folder',
  entry: thumbnailOf,
  draw(drawing) {
    const { listing, results, options, open } = drawing;
    const { colours, opacity } = settings(options);
    const images = shownImages(listing.images, results, options);
    const counts = countsOf(listing.images, results);
    const items = images.map((image, at): Tile => {
      const result = results.get(image.path);
      const entry = result && 'entry' in result ? result.entry : null;
      const failure = result && 'failure' in result ? result.failure : null;
      return {
        id: at,
        label: `${image.name}: ${entry ? describe(entry) : (failure ?? 'still to come')}`,
        caption: entry ? captionOf(entry) : failure === null ? ' ' : 'cannot be read',
        size: entry ?? { width: 1, height: 1 },
        pixels: entry ? () => thumbnailPixels(entry, colours, opacity) : null,
        when: [entry, colours, opacity],
        muted: failure !== null,
      };
    });
    return html`<section class="pictures folder">
      <header class="caption-row"><h2 title=${listing.folder}>${folderName(listing.folder)}</h2><span class="count">${summary(drawing, counts)}</span>${legend(colours, null, 'of each map')}</header>
      ${filters(drawing, counts)}
      ${images.length > 0 ? tiles({ label: `Maps of the images in ${folderName(listing.folder)}`, tiles: items, size: 112, open: (at) => images[at] && open(images[at].path) }) : html`<p class="quiet">No image passes these filters.</p>`}
    </section>`;
  },
  exports(drawing) {
    const { listing, results, options } = drawing;
    const { colours, opacity } = settings(options);
    const found = shownImages(listing.images, results, options).flatMap((image) => {
      const result = results.get(image.path);
      return result && 'entry' in result ? [{ image, entry: result.entry }] : [];
    });
    if (found.length === 0) return [];
    const name = fileName(folderName(listing.folder), 'maps');
    return [
      captionedSheet('Contact sheet', name, () => found.map(({ image, entry }) => ({ pixels: thumbnailPixels(entry, colours, opacity), lines: [captionOf(entry), image.name] }))),
      csv('Predictions', name, () => [['image', 'folder', 'predicted', 'value', 'right'], ...found.map(({ image, entry }) => [image.name, image.className ?? '', entry.predicted, entry.share, entry.right ?? ''])]),
    ];
  },
};

const folderName = (folder: string): string => folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder;

const captionOf = ({ predicted, shareText, right }: CamThumbnail): string => `${right === null ? '' : right ? '✓ ' : '✗ '}${predicted} · ${shareText}`;

const describe = ({ predicted, shareText, right, flat }: CamThumbnail): string => `predicted ${predicted}, ${shareText}${right === null ? '' : right ? ', right' : ', wrong'}${flat ? '; the map is zero everywhere' : ''}`;

function summary({ listing: { images, total } }: FolderDrawing<CamThumbnail>, { done, failed, right, judged }: FolderCounts): string {
  return [
    `${done.toLocaleString('en-US')} of ${images.length.toLocaleString('en-US')}`,
    ...(judged > 0 ? [`${right.toLocaleString('en-US')} of ${judged.toLocaleString('en-US')} right (${formatPercent(right / judged)})`] : []),
    ...(failed > 0 ? [`${failed} cannot be read`] : []),
    ...(total > images.length ? [`the first ${images.length.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} images`] : []),
  ].join(' · ');
}

const verdicts: readonly { readonly value: Verdict; readonly label: string }[] = [{ value: 'all', label: 'All' }, { value: 'right', label: 'Right' }, { value: 'wrong', label: 'Wrong' }];

function filters({ options, set, listing }: FolderDrawing<CamThumbnail>, counts: FolderCounts): TemplateResult {
  const { verdict, predicted, within } = wanted(options);
  const named = (label: string, key: string, chosen: string | null, names: FolderCounts['predicted']) => names.length < 2 && chosen === null ? nothing : choice({
    label, value: chosen ?? '', search: names.length > 12,
    choices: [{ value: '', label: 'All' }, ...names.map(([name, count]) => ({ value: name, label: `${name} (${count})` }))],
    change: (value) => set({ [key]: value === '' ? null : value }),
  });
  return html`<div class="filters">
    ${named('Folder', 'within', within, counts.folders)}
    ${named('Predicted', 'predicted', predicted, counts.predicted)}
    ${counts.judged > 0 || verdict !== 'all' ? choice({ label: 'Prediction', value: verdict, choices: verdicts, change: (value) => set({ verdict: value }) }) : nothing}
    ${counts.judged === 0 && counts.done > 0 && hasFolders(listing.images) ? html`<span class="quiet">The folders are not named after this model's classes, so right and wrong are not known.</span>` : nothing}
  </div>`;
}

const hasFolders = (images: readonly FolderImage[]): boolean => images.some(({ className }) => className !== null);
