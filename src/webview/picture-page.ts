/** The page of a picture's panel, drawn from what the panel knows: head, controls, and the picture or what stands in its place. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Recording } from '../core/protocol/recording.js';
import { action, choice } from '../visualizations/elements/controls.js';
import { waitingRow } from '../visualizations/elements/waiting.js';
import { anySizeWords } from '../visualizations/layers.js';
import type { PanelMemory, PanelSubject, WeightsChoice } from '../visualizations/panel.js';
import type { ImageChoice } from '../visualizations/picture.js';
import type { TrainingState } from '../visualizations/training/contract.js';
import type { Drawing, OptionsChange, PictureView } from '../visualizations/view.js';
import type { Shown } from './computation.js';
import type { ImageDrawer } from './drawer.js';
import { epochSlider } from './epochs.js';
import { head } from './head.js';
import { panelControls } from './panel-controls.js';
import { isOlder, namedWeights, newerText } from './model-files.js';
import { chosenEpoch, chosenSize, imageLabel, lacksSize, offeredWeights } from './selection.js';
import { folderDrawing, folderStage, type FolderPage } from './folder-page.js';
import { emptyState, errorState, failureLine } from './states.js';
import type { Work } from './waiting.js';

/** Sizes offered where the model takes any. */
const sides = [32, 64, 96, 128, 150, 160, 192, 224, 256, 299, 384, 512];
const usualSide = 150;

/** What the page is drawn from. */
export interface PageState {
  readonly subject: PanelSubject;
  readonly memory: PanelMemory;
  readonly view: PictureView;
  readonly weights: WeightsChoice | null;
  readonly image: ImageChoice | null;
  readonly picture: Shown | null;
  readonly work: Work | null;
  readonly failure: string | null;
  /** Why something did not come about that was asked for beside the picture. */
  readonly attempted: string | null;
  readonly pinned: Pinned | null;
  /** What the run has recorded of the picture; null where it does not record it. */
  readonly recording: Recording | null;
  readonly training: TrainingState | null;
  readonly drawer: ImageDrawer;
  /** What the view shows of a folder, where it is asked to. */
  readonly folder: FolderPage | null;
  /** The image shown is one of the folder that was looked at. */
  readonly fromFolder: boolean;
}

/** A picture that stays to be compared with. */
export interface Pinned {
  readonly value: unknown;
  readonly label: string;
}

/** What a person can do on the page. */
export interface PageActs {
  readonly set: (change: OptionsChange) => void;
  readonly chooseLayer: (layer: string) => void;
  readonly chooseWeights: (id: string) => void;
  /** Looks into a file with a model and its weights. */
  readonly openFile: () => void;
  readonly chooseDevice: () => void;
  readonly reveal: (layer: string) => void;
  readonly pin: () => void;
  /** Begins or ends recording the picture after each epoch. */
  readonly record: () => void;
  readonly save: (name: string, bytes: Uint8Array) => void;
  readonly film: () => void;
  readonly train: () => void;
  readonly stop: () => void;
  /** Asks for the picture once more. */
  readonly again: () => void;
  readonly chooseFolder: () => void;
  readonly backToFolder: () => void;
}

export function page(state: PageState, acts: PageActs): TemplateResult {
  const { subject, view, weights, image, picture, work, drawer } = state;
  const info = picture && view.info(picture.value);
  // The engine names the image with its label; until it has answered for this image, its number stands there.
  const listing = state.folder?.sheet.listing;
  const label = listing ? `${imageLabel({ kind: 'file', path: listing.folder })}: ${listing.images.length.toLocaleString('en-US')} images` : info?.image && !work ? info.image : imageLabel(image);
  const idle = picture && weights && !work ? picture : null;
  return html`
    ${head({
      subject: { ...subject, choices: offeredWeights(subject, weights) }, weights: weights?.id ?? null,
      image: view.needsImage && weights ? label : null,
      picking: drawer.isOpen,
      device: info?.device ?? subject.device,
      chooseWeights: acts.chooseWeights,
      openFile: acts.openFile,
      pickImage: () => drawer.toggle(weights),
      chooseDevice: acts.chooseDevice,
    })}
    ${drawer.draw(weights)}
    ${failureLine(state.attempted)}
    ${weights ? controls(state, weights, acts) : nothing}
    ${state.folder ? folderStage(state.folder) : alone(state, idle, acts)}`;
}

/** One picture and what is to be said of it. */
function alone(state: PageState, idle: Shown | null, acts: PageActs): TemplateResult {
  const { view, weights, memory, picture, failure } = state;
  const info = picture && view.info(picture.value);
  return html`
    ${state.fromFolder ? html`<p class="note">${action('arrow-left', 'Back to the folder (Escape)', acts.backToFolder)}</p>` : nothing}
    ${idle && weights && info && isOlder(weights, chosenEpoch(weights, memory), idle.weights, info) ? html`<p class="note" role="status">${newerText(weights, 'this picture is')} ${action('refresh', 'Update', acts.again)}</p>` : nothing}
    ${idle && !idle.done && failure === null ? html`<p class="note">Stopped; what was there stays. ${action('debug-continue', 'Continue', acts.again)}</p>` : nothing}
    ${info?.preprocessing && weights?.weights.kind !== 'run' ? html`<p class="quiet">Input: ${info.preprocessing}</p>` : nothing}
    ${stage(state, acts)}`;
}

/** What a view draws a picture from. */
export function drawingOf({ memory, work }: Pick<PageState, 'memory' | 'work'>, { value, done }: Pick<Shown, 'value' | 'done'>, { set, chooseLayer, reveal }: Pick<PageActs, 'set' | 'chooseLayer' | 'reveal'>): Drawing<unknown> {
  return { picture: value, done: done && !work, selection: memory, set, chooseLayer, reveal };
}

/** Epoch and size where there is something to choose, the view's own controls, what all pictures have, and how long the engine has been at it. */
function controls(state: PageState, weights: WeightsChoice, acts: PageActs): TemplateResult | typeof nothing {
  const { subject, view, memory, picture, failure, work, pinned, recording, training, folder } = state;
  const epochs = weights.epochs ?? [];
  // Whether the model of a file takes images of any size is known to the engine only: from its answer, or because it asks for one.
  const maySize = subject.anySize || (weights.weights.kind === 'file' && (failure === null ? picture !== null && view.info(picture.value).anySize === true : failure.includes(anySizeWords)));
  if (!picture && epochs.length < 2 && !maySize) return nothing;
  const drawing = picture && drawingOf(state, picture, acts);
  return html`<div class="controls">
    ${epochSlider({ epochs, recorded: recording?.epochs ?? [], chosen: chosenEpoch(weights, memory), training, choose: (epoch) => acts.set({ epoch }) })}
    ${maySize ? sizeChoice(chosenSize(memory), acts) : nothing}
    ${drawing ? html`${view.controls(drawing)}${panelControls({
      // A file with a model is of no code.
      follow: subject.model === '' ? null : memory.options['follow'] === true,
      pinned: folder ? null : pinned !== null,
      recording: folder || weights.weights.kind !== 'run' ? null : recording !== null,
      exports: folder ? folder.view.exports(folderDrawing(folder)) : work ? [] : view.exports(drawing),
      film: epochs.length > 1 && !work && !folder ? acts.film : null,
      set: acts.set, pin: acts.pin, record: acts.record, save: acts.save,
    })}${work ? waiting(work, acts) : nothing}` : nothing}</div>`;
}

const sizeChoice = (size: number | null, { set }: PageActs): TemplateResult => choice({
  label: 'Size', value: size === null ? '' : String(size),
  choices: [...(size === null ? [{ value: '', label: 'choose' }] : []), ...sides.map((side) => ({ value: String(side), label: `${side} × ${side}` }))],
  change: (value) => set({ size: Number(value) }),
});

const waiting = ({ what, started }: Work, { stop }: PageActs) => waitingRow(what, performance.now() - started, stop);

function stage(state: PageState, acts: PageActs): TemplateResult | typeof nothing {
  const { subject, memory, view, weights, image, picture, work, failure, pinned, drawer } = state;
  if (!weights) return withoutWeights(state, acts);
  if (view.needsImage && !image) {
    return emptyState({ promise: view.promise, advice: 'These weights have no data of their own. Choose an image file to look at.', button: { icon: 'folder-opened', label: 'Choose Image File…', press: () => void drawer.file() }, other: view.folder ? { icon: '', label: 'Choose Folder…', press: acts.chooseFolder } : null });
  }
  if (lacksSize(subject, memory)) return emptyState({ promise: view.promise, advice: `${subject.model} takes images of any size; choose one above.`, button: { icon: '', label: `Use ${usualSide} × ${usualSide}`, press: () => acts.set({ size: usualSide }) }, other: null });
  if (failure !== null) return errorState(failure, acts.again);
  if (picture && pinned) return beside(state, picture, pinned, acts);
  if (picture) return view.draw(drawingOf(state, picture, acts));
  return work ? html`<section class="empty">${waiting(work, acts)}</section>` : nothing;
}

/** The pinned picture and the present one, drawn alike. */
function beside(state: PageState, picture: Shown, pinned: Pinned, acts: PageActs): TemplateResult {
  const one = (value: unknown, done: boolean, label: string) => html`<section aria-label=${label}><p class="besides">${label}</p>${state.view.draw(drawingOf(state, { value, done }, acts))}</section>`;
  const [before, now] = [state.view.info(pinned.value), state.view.info(picture.value)];
  const replaced = before.weights === now.weights && before.stamp !== now.stamp;
  return html`<div class="beside">${one(pinned.value, true, `Pinned: ${pinned.label}${replaced ? ', the file as it was before' : ''}`)}${one(picture.value, picture.done, titleOf(state.view, picture))}</div>`;
}

/** Weights and image of a picture, for telling two of them apart. */
export function titleOf(view: PictureView, { value, weights }: Pick<Shown, 'value' | 'weights'>): string {
  const { weights: made, image } = view.info(value);
  return [namedWeights(weights, made), image].filter(Boolean).join(' · ');
}

function withoutWeights({ subject, view }: PageState, { chooseWeights, train }: PageActs): TemplateResult {
  const { possible, reason } = subject.training;
  const random = subject.choices.find(({ id }) => id === 'random');
  const untrained = random ? { icon: '', label: 'Use Random Weights', press: () => chooseWeights(random.id) } : null;
  const advice = possible ? `${subject.model} has not been trained here yet.` : `${subject.model} has no weights here. ${reason ?? ''}`;
  return emptyState({ promise: view.promise, advice, button: possible ? { icon: 'play', label: 'Train Model', press: train } : null, other: untrained });
}
