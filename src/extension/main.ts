import * as vscode from 'vscode';
import { importsKeras } from '../core/features/relevance.js';
import { Analyses } from './analyses.js';
import { Analyzer } from './analyzer/analyzer.js';
import { registerCommands } from './commands.js';
import { Actions } from './editor/actions.js';
import { HintsProvider } from './editor/hints.js';
import { HoversProvider } from './editor/hovers.js';
import { LensesProvider } from './editor/lenses.js';
import { LayerNames } from './editor/definitions.js';
import { OutlineProvider, WorkspaceSymbols } from './editor/outline.js';
import { Problems, RulePages } from './editor/problems.js';
import { ProjectFiles } from './editor/project-files.js';
import { QuietFiles } from './editor/quiet.js';
import { ShownItems } from './editor/shown.js';
import { Status } from './editor/status.js';
import { Engine } from './engine.js';
import { Panels } from './panels/panels.js';
import { isPython } from './places.js';
import { editorsInUse, watchRecent } from './recent.js';
import { Comparisons } from './runs/comparisons.js';
import { Runs } from './runs/runs.js';
import { RunSources } from './runs/sources.js';
import { RunsTree } from './runs/tree.js';
import { watchSettings } from './settings.js';
import { Summaries } from './summaries.js';
import { TrainingQueue } from './training/queue.js';
import { Training } from './training/training.js';
import { watchTraining } from './training/watch.js';

/** What other code in the extension host (our tests) may ask of the running extension. */
export interface Exports {
  readonly analyses: Analyses;
  readonly engine: Engine;
  readonly training: Training;
  readonly queue: TrainingQueue;
  readonly runs: Runs;
  readonly runsTree: RunsTree;
  readonly shown: ShownItems;
}

/** Connects the editor with the analysis and the engine. Nothing heavy is loaded here; see `Analyses` and `Engine`. */
export function activate(context: vscode.ExtensionContext): Exports {
  context.subscriptions.push(watchSettings(), watchRecent());
  const log = vscode.window.createOutputChannel('ConvLens', { log: true });
  const analyzer = new Analyzer(vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath, vscode.Uri.joinPath(context.globalStorageUri, 'compiled').fsPath);
  // The thread starts while the rest is set up.
  if (vscode.workspace.textDocuments.some((document) => isPython(document) && importsKeras(document.getText()))) analyzer.prepare();
  const analyses = new Analyses(analyzer, log);
  const engine = new Engine(context.extensionUri, context.globalStorageUri, log);
  const runs = new Runs(context);
  const training = new Training(runs, engine);
  const queue = new TrainingQueue(training, context.workspaceState);
  const runsTree = new RunsTree(runs, training, queue);
  const runSources = new RunSources(runs);
  const comparisons = new Comparisons(context.extensionUri, runs, runSources);
  const quiet = new QuietFiles(context.workspaceState);
  const shown = new ShownItems(analyses, quiet);
  const pages = new RulePages(vscode.Uri.joinPath(context.extensionUri, 'docs', 'rules'));
  const problems = new Problems(analyses, pages);
  const summaries = new Summaries(analyses);
  const panels = new Panels({ context, analyses, engine, training, runs });
  const hints = new HintsProvider(shown, analyses);
  const python: vscode.DocumentSelector = { language: 'python' };
  context.subscriptions.push(
    log, analyzer, analyses, engine, runs, training, queue, runsTree, runSources, comparisons, quiet, shown, hints, problems, summaries,
    new Status(analyses, engine, training),
    vscode.languages.registerCodeLensProvider(python, new LensesProvider(shown)),
    vscode.languages.registerInlayHintsProvider(python, hints),
    vscode.languages.registerHoverProvider(python, new HoversProvider(analyses)),
    vscode.languages.registerDocumentSymbolProvider(python, new OutlineProvider(analyses), { label: 'ConvLens' }),
    vscode.languages.registerWorkspaceSymbolProvider(new WorkspaceSymbols(analyses)),
    vscode.languages.registerDefinitionProvider(python, new LayerNames(analyses)),
    vscode.languages.registerCodeActionsProvider(python, new Actions(analyses, pages), { providedCodeActionKinds: Actions.kinds }),
    new ProjectFiles(analyses, analyzer),
    watchTraining(training, queue, engine),
    ...watchContext(analyses),
  );
  registerCommands({ context, analyses, engine, training, queue, runs, runsTree, runSources, comparisons, panels, summaries, quiet });
  void vscode.commands.executeCommand('setContext', 'convlens.active', true);
  analyses.renew();
  return { analyses, engine, training, queue, runs, runsTree, shown };
}

/**
 * Keeps `convlens.hasModel` true while the editor in use shows a model, so that the palette offers what applies.
 */
function watchContext(analyses: Analyses): vscode.Disposable[] {
  const known = new Map<string, boolean>();
  // The editor is told of changes only, not at every key.
  const set = (key: string, value: boolean) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const update = () => {
    const models = editorsInUse().flatMap(({ document }) => analyses.latest(document.uri)?.glance.models ?? []);
    set('convlens.hasModel', models.length > 0);
    set('convlens.canTrain', models.some(({ trains }) => trains) && vscode.workspace.isTrusted);
  };
  update();
  return [vscode.window.onDidChangeActiveTextEditor(update), vscode.window.onDidChangeVisibleTextEditors(update), analyses.onDidChange(update), analyses.onDidForget(update), vscode.workspace.onDidGrantWorkspaceTrust(update)];
}
