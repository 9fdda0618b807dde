import * as vscode from 'vscode';
import type { PanelKind } from '../visualizations/panel.js';
import { UserError } from '../core/protocol/failure.js';
import { inWhole, type Analyses } from './analyses.js';
import type { QuietFiles } from './editor/quiet.js';
import type { Engine } from './engine.js';
import { chooseModelFile } from './panels/files.js';
import type { Panels } from './panels/panels.js';
import * as runs from './runs/commands.js';
import type { Comparisons } from './runs/comparisons.js';
import type { Runs } from './runs/runs.js';
import type { RunSources } from './runs/sources.js';
import type { RunsTree } from './runs/tree.js';
import { openSample, openWalkthrough } from './samples.js';
import type { Summaries } from './summaries.js';
import { findTarget, wholeTarget, type Target } from './target.js';
import { chooseDevice } from './training/devices.js';
import { installDevice } from './training/install-device.js';
import { openRuns } from './training/open-runs.js';
import type { TrainingQueue } from './training/queue.js';
import type { Training } from './training/training.js';

/** What commands work with. */
export interface Workbench {
  readonly context: vscode.ExtensionContext;
  readonly analyses: Analyses;
  readonly engine: Engine;
  readonly training: Training;
  readonly queue: TrainingQueue;
  readonly runs: Runs;
  readonly runsTree: RunsTree;
  readonly runSources: RunSources;
  readonly comparisons: Comparisons;
  readonly panels: Panels;
  readonly summaries: Summaries;
  readonly quiet: QuietFiles;
}

/** `called` is what the editor hands over: a place in a text, or lines of a view. */
type Command = (workbench: Workbench, ...called: readonly unknown[]) => Promise<unknown>;

/** Every command of the extension; the manifest is tested against this table. */
export const commands = {
  'convlens.train': async (bench, place) => {
    const target = await findTarget(bench.analyses, place);
    const ready = await bench.training.prepare(await wholeTarget(bench.analyses, target));
    const run = ready && (await bench.queue.start(ready));
    if (!run) return;
    bench.panels.show('training', target);
    done('train');
  },
  'convlens.stopTraining': (bench) => bench.training.stop(),
  'convlens.pauseTraining': (bench) => bench.training.pause(),
  'convlens.resumeTraining': (bench) => bench.training.resume(),
  'convlens.showTraining': async (bench, place) => bench.panels.show('training', await findTarget(bench.analyses, place)),
  'convlens.showModel': show('model'),
  'convlens.showActivations': show('activations'),
  'convlens.showFilters': show('filters'),
  'convlens.showCam': show('cam'),
  'convlens.showConvolution': show('convolution'),
  'convlens.previewData': show('data'),
  'convlens.visualize': async (bench, place) => {
    const kind = await chooseVisualization();
    if (kind) await show(kind)(bench, place);
  },
  'convlens.visualizeFile': async ({ panels }, given) => {
    const file = given instanceof vscode.Uri ? given : await chooseModelFile();
    const kind = file && (await choosePicture());
    if (file && kind) panels.showFile(kind, file);
  },
  'convlens.showSummary': async (bench, place) => bench.summaries.show(await findTarget(bench.analyses, place)),
  'convlens.selectDevice': ({ engine }) => chooseDevice(engine),
  'convlens.installDevice': ({ engine }) => installDevice(engine),
  'convlens.restartEngine': async ({ engine }) => {
    await engine.restart();
    // Asking starts the new process, and says what is usable now.
    void vscode.window.showInformationMessage(`The engine has started again. ConvLens computes on ${await engine.deviceLabel()}.`);
  },
  'convlens.openRuns': (bench) => openRuns(bench),
  'convlens.showRunCurves': runs.showCurves,
  'convlens.compareRuns': runs.compareRuns,
  'convlens.compareRunSources': runs.compareSources,
  'convlens.openRunSource': runs.openSource,
  'convlens.continueRun': runs.continueRun,
  'convlens.renameRun': runs.rename,
  'convlens.revealRun': runs.reveal,
  'convlens.deleteRuns': runs.remove,
  'convlens.exportRunMetrics': runs.exportMetrics,
  'convlens.exportRunEvents': runs.exportEvents,
  'convlens.refreshRuns': async (bench) => bench.runs.renew(),
  'convlens.showOlderRuns': async (bench) => bench.runsTree.showOlder(),
  'convlens.moveQueuedUp': runs.moveUp,
  'convlens.moveQueuedDown': runs.moveDown,
  'convlens.removeQueued': runs.unqueue,
  'convlens.toggleHints': async () => {
    const settings = vscode.workspace.getConfiguration('convlens');
    const shown = settings.get<string>('layer.shapes') === 'hint' || settings.get<string>('layer.parameters') === 'hint';
    for (const name of ['layer.shapes', 'layer.parameters']) await settings.update(name, shown ? 'hover' : undefined, vscode.ConfigurationTarget.Global);
  },
  'convlens.toggleFile': async ({ quiet }) => {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) throw new UserError('Open the Python file first beside whose code the facts are to be hidden or shown.');
    await quiet.toggle(document.uri);
  },
  'convlens.getStarted': async ({ context }) => openWalkthrough(context.extension.id),
  'convlens.openSample': ({ context }, name) => openSample(context, typeof name === 'string' ? name : undefined),
  'convlens.showLog': async ({ engine }) => engine.showLog(),
} satisfies Record<string, Command>;

export type CommandId = keyof typeof commands;

/** Registers all of them; a failure becomes a message, never a silent end. */
export function registerCommands(bench: Workbench): void {
  for (const [id, run] of Object.entries(commands) as [CommandId, Command][]) {
    bench.context.subscriptions.push(vscode.commands.registerCommand(id, (...called: readonly unknown[]) => run(bench, ...called).catch((error: unknown) => bench.engine.report(error))));
  }
}

function show(kind: PanelKind): Command {
  return async (bench, place) => {
    const target = await findTarget(bench.analyses, place);
    const layer = await layerAt(bench.analyses, target);
    bench.panels.show(kind, target, layer === null ? {} : { layer });
    done(kind);
  };
}

/** A step of the walkthrough is ticked off by what was shown, not by a command that may have found nothing to show. */
const done = (what: string): void => void vscode.commands.executeCommand('setContext', `convlens.done.${what}`, true);

/** The layer whose line the command was called on, if it is one of the model's. */
async function layerAt(analyses: Analyses, { result, index, offset }: Target): Promise<string | null> {
  return (await analyses.ask(result, 'layerAt', index, inWhole(result, offset)))?.answer ?? null;
}

interface PanelItem extends vscode.QuickPickItem {
  readonly panel: PanelKind;
}

/** Panels that need weights, whether a text describes the model or its own file. */
const pictureItems: readonly PanelItem[] = [
  { label: 'Activations', detail: 'Every channel of every layer for one image', panel: 'activations' },
  { label: 'Filter Patterns', detail: 'The input that each filter responds to most', panel: 'filters' },
  { label: 'Class Activation Map', detail: 'Where in an image a class was found', panel: 'cam' },
  { label: 'Convolution, Step by Step', detail: 'One kernel sliding over the image, with the numbers', panel: 'convolution' },
];

const choosePanel = async (items: readonly PanelItem[]): Promise<PanelKind | null> => (await vscode.window.showQuickPick(items, { title: 'ConvLens: Visualize', placeHolder: 'What to look at' }))?.panel ?? null;

const choosePicture = (): Promise<PanelKind | null> => choosePanel(pictureItems);

const chooseVisualization = (): Promise<PanelKind | null> => choosePanel([
  { label: 'Model', detail: 'The graph of its layers and the summary, with what each layer costs', panel: 'model' },
  ...pictureItems,
  { label: 'Data', detail: 'Classes, samples and random changes of what the file trains on', panel: 'data' },
]);
