import * as vscode from 'vscode';
import { modelAt } from '../../core/features/glance.js';
import { isLive } from '../../core/runs/state.js';
import type { Analyses } from '../analyses.js';
import type { CommandId } from '../commands.js';
import type { Engine } from '../engine.js';
import { isPython } from '../places.js';
import { progressLine } from '../training/progress.js';
import type { Training } from '../training/training.js';

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
    const index = result && editor ? modelAt(result.glance.models, editor.document.offsetAt(editor.selection.active)) : null;
    const model = index === null ? undefined : result?.glance.models[index];
    const text = model ? `$(layers) ${model.name}: ${model.parameters}` : '';
    if (text === this.model.text) return;
    this.model.text = text;
    if (!model) return this.model.hide();
    this.model.tooltip = `Model under the caret: ${model.name}, ${model.parameters}. Click for its graph and summary.`;
    this.model.show();
  }

  private async drawDevice(): Promise<void> {
    const state = this.training.latest;
    if (state && isLive(state.run)) {
      return this.showDevice(`$(pulse) ${progressLine(state)}`, `${state.run.name} on ${state.run.device}, data: ${state.run.data}. Click for the curves.`, 'convlens.showTraining');
    }
    const editor = vscode.window.activeTextEditor;
    if (!editor || !this.analyses.latest(editor.document.uri)) return this.showDevice('', '', 'convlens.selectDevice');
    const label = await this.engine.shownDevice();
    this.showDevice(`$(chip) ${label}`, 'Device that ConvLens trains and computes on. Click to choose another.', 'convlens.selectDevice');
  }

  /** The editor is not told again what it shows. */
  private showDevice(text: string, tooltip: string, command: CommandId): void {
    const { device } = this;
    if (device.text === text && device.tooltip === tooltip) return;
    Object.assign(device, { text, tooltip, command });
    if (text) device.show();
    else device.hide();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
