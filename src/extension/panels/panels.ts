import * as vscode from 'vscode';
import * as v from 'valibot';
import type { BirpcReturn } from 'birpc';
import { UserError } from '../../core/protocol/failure.js';
import { imageEndings } from '../../core/protocol/images.js';
import { isLive } from '../../core/runs/state.js';
import type { PanelHost, PanelKind, PanelMemory, PanelRequest, PanelView } from '../../visualizations/panel.js';
import type { TrainingState } from '../../visualizations/training/contract.js';
import { Brokenness } from '../../core/features/stable.js';
import { inDocument, inWhole, type Analyses } from '../analyses.js';
import type { Engine } from '../engine.js';
import { baseName, showSpan } from '../places.js';
import { findModel, modelNamed, type Target } from '../target.js';
import type { Runs } from '../runs/runs.js';
import type { Training } from '../training/training.js';
import { Asked } from './asked.js';
import { dataHost } from './data.js';
import { chooseModelFile, saveAs } from './files.js';
import { connectPage } from './connect.js';
import { imagesIn } from './image-folder.js';
import { keepImage } from './kept-images.js';
import { WatchedModelFile } from './model-file.js';
import { titles } from './page.js';
import { trainingHost } from './inspection.js';
import { subjectOf } from './subjects.js';

interface Services {
  readonly context: vscode.ExtensionContext;
  readonly analyses: Analyses;
  readonly engine: Engine;
  readonly training: Training;
  readonly runs: Runs;
}

export const kinds = Object.keys(titles) as PanelKind[];
export const viewType = (kind: PanelKind): string => `convlens.${kind}`;

const memory = v.object({ source: v.string(), model: v.string() });

/** The panels of a window: at most one a kind, made when first asked for and restored after a reload. */
export class Panels implements vscode.Disposable {
  private readonly open = new Map<PanelKind, Panel>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly services: Services) {
    const { context, training, engine, analyses } = services;
    this.subscriptions = [
      ...kinds.map((kind) => vscode.window.registerWebviewPanelSerializer(viewType(kind), {
        deserializeWebviewPanel: async (webviewPanel, state: unknown) => {
          const known = v.safeParse(memory, state);
          // Without its memory a panel would not know what it shows; closing it is more honest than an empty frame.
          if (known.success) this.adopt(kind, webviewPanel, known.output);
          else webviewPanel.dispose();
        },
      })),
      training.onDidChange((state) => this.open.get('training')?.training(state)),
      // Data stays as it is, whatever is learned from it.
      training.onDidChangeWeights(() => this.renew((kind) => kind !== 'data')),
      engine.onDidChangeDevice(() => this.renew()),
      engine.listen({ partial: (token, result) => this.open.forEach((panel) => panel.partial(token, result)) }),
      analyses.onDidChange(({ document, glance }) => {
        const errors = glance.diagnostics.filter(({ code }) => code === 'syntax-error').length;
        for (const panel of this.open.values()) if (panel.source === document.uri.toString()) panel.renewSoon(errors);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.open.forEach((panel) => void panel.caretIn(textEditor))),
    ];
    context.subscriptions.push(this);
  }

  /** Opens a panel beside the code, or turns the open one of its kind to another model. */
  show(kind: PanelKind, { document, name }: Target, request: PanelRequest = {}): void {
    this.turn(kind, { source: document.uri.toString(), model: name }, request);
  }

  /** The same for a file that holds a model with its weights. */
  showFile(kind: PanelKind, file: vscode.Uri): void {
    this.turn(kind, { source: file.toString(), model: '' }, {});
  }

  private turn(kind: PanelKind, subject: Pick<PanelMemory, 'source' | 'model'>, request: PanelRequest): void {
    const existing = this.open.get(kind);
    if (existing) return existing.turnTo(subject, request);
    // Whoever works in a panel and asks for another wants it in that one's place, not in a third column.
    const shown = [...this.open.values()].find(({ column }) => column !== undefined);
    const options = { viewColumn: shown?.column ?? vscode.ViewColumn.Beside, preserveFocus: true };
    this.adopt(kind, vscode.window.createWebviewPanel(viewType(kind), titles[kind], options), subject, request);
  }

  private adopt(kind: PanelKind, webviewPanel: vscode.WebviewPanel, subject: Pick<PanelMemory, 'source' | 'model'>, request: PanelRequest = {}): void {
    this.open.get(kind)?.close();
    const panel = new Panel(kind, webviewPanel, this.services, subject, request, (other, target, asked) => this.show(other, target, asked));
    this.open.set(kind, panel);
    webviewPanel.onDidDispose(() => {
      panel.closed();
      if (this.open.get(kind) === panel) this.open.delete(kind);
    });
  }

  private renew(concerned: (kind: PanelKind) => boolean = () => true): void {
    for (const [kind, panel] of this.open) if (concerned(kind)) void panel.renew();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** One panel: a page, and the two directions of speech with it. */
class Panel {
  private readonly view: BirpcReturn<PanelView, PanelHost>;
  private readonly asked = new Asked((token) => this.services.engine.api.cancel(token));
  private readonly brokenness = new Brokenness();
  private subject: Pick<PanelMemory, 'source' | 'model'>;
  private request: PanelRequest;
  private timer: NodeJS.Timeout | undefined;
  private ready = false;
  /** What the page made and wants to find again when it was hidden meanwhile. */
  private keptOf: { readonly group: string; readonly values: Map<string, unknown> } = { group: '', values: new Map() };
  private caretMoves = 0;
  private readonly modelFile = new WatchedModelFile((path, stamp) => {
    // A hidden page is gone; it asks again when it comes back.
    if (this.ready && this.panel.visible) void this.view.modelFile.asEvent(path, stamp);
  });
  private renewals = 0;

  constructor(private readonly kind: PanelKind, private readonly panel: vscode.WebviewPanel, private readonly services: Services, subject: Pick<PanelMemory, 'source' | 'model'>, request: PanelRequest, private readonly open: Panels['show']) {
    this.subject = subject;
    this.request = request;
    this.view = connectPage<PanelView, PanelHost>(panel, services.context.extensionUri, kind, this.host());
  }

  get source(): string {
    return this.subject.source;
  }

  /** Where the panel stands; nowhere while another tab hides it. */
  get column(): vscode.ViewColumn | undefined {
    return this.panel.visible ? this.panel.viewColumn : undefined;
  }

  turnTo(subject: Pick<PanelMemory, 'source' | 'model'>, request: PanelRequest): void {
    this.subject = subject;
    this.request = request;
    this.panel.reveal(undefined, true);
    void this.renew().then(async () => {
      const state = this.ready && this.kind === 'training' ? await this.trainingState() : null;
      if (!this.ready || this.subject !== subject) return;
      if (state) void this.view.training.asEvent(state);
      void this.view.request.asEvent(request);
    });
  }

  training(state: TrainingState): void {
    // A hidden page is gone; it asks for the whole state when it comes back.
    if (this.ready && this.panel.visible) void this.view.training.asEvent(state);
  }

  partial(token: string, result: unknown): void {
    if (this.asked.has(token)) void this.view.partial.asEvent(token, result);
  }

  /** After typing stops; a panel need not follow every key. The structure is had from the text alone, so it follows sooner. */
  renewSoon(syntaxErrors: number): void {
    // A line that is broken for the moment must not take the graph away; the last good one stays.
    if (this.brokenness.take(syntaxErrors) && this.kind === 'model') return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.renew(), this.kind === 'model' ? 60 : 400);
  }

  /** Marks the layers that the caret's place makes. */
  async caretIn({ document, selection }: vscode.TextEditor): Promise<void> {
    const { analyses } = this.services;
    const result = analyses.latest(document.uri);
    if (!this.ready || !this.panel.visible || result?.version !== document.version || document.uri.toString() !== this.source) return;
    const index = result.glance.models.findIndex(({ name }) => name === this.subject.model);
    if (index < 0) return;
    const { range } = document.lineAt(selection.active);
    const at = (position: vscode.Position) => inWhole(result, document.offsetAt(position));
    const asked = ++this.caretMoves;
    const found = await analyses.ask(result, 'layersAt', index, at(selection.active), { from: at(range.start), to: at(range.end) });
    // The caret may be elsewhere by now.
    if (found && asked === this.caretMoves && !this.view.$closed) void this.view.caret.asEvent(found.answer);
  }

  async renew(): Promise<void> {
    const renewal = ++this.renewals;
    const subject = await subjectOf(this.services, this.kind, this.subject);
    // Of two that were asked for, the earlier may be known later.
    if (renewal !== this.renewals) return;
    this.panel.title = `${titles[this.kind]}: ${subject.model || subject.file}`;
    if (this.ready) await this.view.subject.asEvent(subject);
  }

  close(): void {
    this.panel.dispose();
  }

  closed(): void {
    clearTimeout(this.timer);
    this.modelFile.dispose();
    this.ready = false;
    this.asked.end();
    if (!this.view.$closed) this.view.$close();
  }

  private host(): PanelHost {
    const { engine, analyses } = this.services;
    return {
      start: async () => {
        this.ready = true;
        const subject = await subjectOf(this.services, this.kind, this.subject);
        this.panel.title = `${titles[this.kind]}: ${subject.model || subject.file}`;
        return { subject, request: this.request, training: this.kind === 'training' ? await this.trainingState() : null };
      },
      visualize: (id, request, token) => this.asked.while(token, () => engine.api.visualize(id, request, token)),
      ...trainingHost(this.services, () => this.subject, this.asked.while, this.open),
      ...dataHost(this.services, () => this.subject, this.asked.while),
      cancel: (token) => this.asked.cancel(token),
      record: (id, request, on) => engine.api.record(id, request, on),
      recordings: (runDirectory) => engine.api.recordings(runDirectory),
      images: (request) => engine.api.images(request),
      trainingOf: async (weights) => {
        const runs = await this.services.runs.of(vscode.Uri.parse(this.subject.source));
        const run = runs.find(({ info }) => `run ${info.id}` === weights);
        return run ? this.services.training.stateOf(run.info) : null;
      },
      chooseImageFile: async () => {
        const [chosen] = (await vscode.window.showOpenDialog({ title: 'Image to look at', filters: { Images: [...imageEndings] } })) ?? [];
        return chosen?.fsPath ?? null;
      },
      chooseModelFile: async () => (await chooseModelFile())?.fsPath ?? null,
      modelFile: (path) => this.modelFile.look(path),
      chooseFolder: async () => {
        const [chosen] = (await vscode.window.showOpenDialog({ title: 'Folder of images to look at', canSelectFiles: false, canSelectFolders: true })) ?? [];
        return chosen?.fsPath ?? null;
      },
      imagesIn: (folder) => imagesIn(folder),
      keep: async (group, name, value) => {
        if (this.keptOf.group !== group) this.keptOf = { group, values: new Map() };
        this.keptOf.values.set(name, value);
      },
      kept: async (group) => (this.keptOf.group === group ? [...this.keptOf.values] : []),
      keepImage: (name, bytes) => keepImage(vscode.Uri.joinPath(this.services.context.globalStorageUri, 'images').fsPath, name, bytes),
      save: (name, bytes) => saveAs(vscode.Uri.parse(this.subject.source), name, bytes),
      devices: () => engine.devices(),
      command: async (name) => {
        const target = await findModel(analyses, this.subject.source, this.subject.model);
        const command = { train: 'train', stop: 'stopTraining', pause: 'pauseTraining', resume: 'resumeTraining', selectDevice: 'selectDevice', showActivations: 'showActivations', showFilters: 'showFilters' }[name];
        await vscode.commands.executeCommand(`convlens.${command}`, target && { uri: target.document.uri.toString(), offset: target.offset });
      },
      reveal: async (layer, focus = false) => {
        const { document, result, index } = await modelNamed(analyses, this.subject);
        const span = (await analyses.ask(result, 'placeOfLayer', index, layer))?.answer;
        if (!span) throw new UserError(`${layer} has no line of its own in ${baseName(document.uri)}.`);
        await showSpan(document, inDocument(result, span), focus);
      },
      sheet: async () => {
        const target = await findModel(analyses, this.subject.source, this.subject.model);
        return (target && (await analyses.ask(target.result, 'sheet', target.index))?.answer) ?? null;
      },
    };
  }

  /** The run under way if it is this file's, else the newest of this file. */
  private async trainingState(): Promise<TrainingState | null> {
    const { training, runs } = this.services;
    const { latest } = training;
    if (latest && isLive(latest.run)) return latest;
    const [newest] = await runs.of(vscode.Uri.parse(this.subject.source));
    return newest ? training.stateOf(newest.info) : latest;
  }
}
