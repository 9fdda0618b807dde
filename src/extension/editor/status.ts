import * as vscode from 'vscode';
import { formatParameters } from '../../core/features/format.js';
import { modelName } from '../../core/features/lenses.js';
import { modelAt } from '../../core/features/models.js';
import type { Analyses } from '../analyses.js';
import type { Engine } from '../engine.js';
import { isPython } from '../places.js';
import { progressLine } from '../training/progress.js';
import { isLive, type Training } from '../training/training.js';

/** Two items of the status bar: the model under the caret, and the device, which becomes the training while one runs. */
export class Status implements vscode.Disposable {
  private readonly model = vscode.window.createStatusBarItem('convlens.model', vscode.StatusBarAlignment.Right, 101);
  private readonly device = vscode.window.createStatusBarItem('convlens.device', vscode.StatusBarAlignment.Right, 100);
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly analyses: Analyses, private readonly engine: Engine, private readonly training: Training) {
    this.model.name = 'ConvLens: model under the caret';
    this.model.command = 'convlens.showModel';
    this.device.name = 'ConvLens: device and training';
    this.subscriptions = [
      this.model, this.device,
      vscode.window.onDidChangeActiveTextEditor(() => this.draw()),
      vscode.window.onDidChangeTextEditorSelection(() => this.drawModel()),
      analyses.onDidChange(() => this.draw()),
      analyses.onDidForget(() => this.draw()),
      engine.onDidChangeDevice(() => this.drawDevice()),
      training.onDidChange(() => this.drawDevice()),
    ];
    this.draw();
  }

  private draw(): void {
    this.drawModel();
    void this.drawDevice();
  }

  private drawModel(): void {
    const editor = vscode.window.activeTextEditor;
    const result = editor && isPython(editor.document) ? this.analyses.latest(editor.document.uri) : null;
    const model = result && editor ? modelAt(result.analysis, editor.document.offsetAt(editor.selection.active)) : null;
    if (!model) return this.model.hide();
    const total = formatParameters(model.parameters.total);
    this.model.text = `$(layers) ${modelName(model)}: ${total}`;
    this.model.tooltip = `Model under the caret: ${modelName(model)}, ${total}. Click for its graph and summary.`;
    this.model.show();
  }

  private async drawDevice(): Promise<void> {
    const state = this.training.latest;
    if (state && isLive(state.run)) {
      this.device.text = `$(pulse) ${progressLine(state)}`;
      this.device.tooltip = `${state.run.name} on ${state.run.device}, data: ${state.run.data}. Click for the curves.`;
      this.device.command = 'convlens.showTraining';
      return this.device.show();
    }
    const editor = vscode.window.activeTextEditor;
    if (!editor || !this.analyses.latest(editor.document.uri)) return this.device.hide();
    // Naming the device must not start the engine: until something else has, the setting is all that is known.
    const label = this.engine.pid === null ? (this.engine.chosenDevice ?? 'auto') : await this.engine.deviceLabel().catch(() => 'unknown');
    this.device.text = `$(chip) ${label}`;
    this.device.tooltip = 'Device that ConvLens trains and computes on. Click to choose another.';
    this.device.command = 'convlens.selectDevice';
    this.device.show();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
