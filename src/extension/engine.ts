import * as vscode from 'vscode';
import { startEngine, type ClientListener, type EngineClient } from '../client/index.js';
import type { DeviceInfo, EngineApi } from '../core/protocol/engine.js';
import { isUserError, wordsOf } from '../core/protocol/failure.js';
import { settingsFor } from './settings.js';

/** The engine process of this window; started by the first call that needs it and again after a crash. */
export class Engine implements vscode.Disposable {
  private readonly client: EngineClient;
  private known: Promise<readonly DeviceInfo[]> | null = null;
  private readonly changedDevices = new vscode.EventEmitter<void>();
  /** Another device was chosen, or the devices became known. */
  readonly onDidChangeDevice = this.changedDevices.event;
  private readonly configured = vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('convlens.device') && this.changedDevices.fire());

  constructor(extension: vscode.Uri, storage: vscode.Uri, private readonly log: vscode.LogOutputChannel) {
    this.client = startEngine({ entry: vscode.Uri.joinPath(extension, 'dist', 'engine.cjs').fsPath, env: { CONVLENS_STORAGE: storage.fsPath, CONVLENS_IMAGE_SPACE: String(settingsFor(undefined)['data.cacheSpace'] * 1e9) } });
    this.client.listen({ log: (line) => log.info(line), stopped: (reason) => {
      log.error(reason);
      void vscode.commands.executeCommand('setContext', 'convlens.engineRuns', false);
    }, started: (pid) => {
      log.info(`Engine process ${pid} started`);
      void vscode.commands.executeCommand('setContext', 'convlens.engineRuns', true);
      // Whoever shows the device may ask for it now: the process is there.
      this.changedDevices.fire();
    } });
  }

  get api(): EngineApi {
    return this.client.api;
  }

  /** The process's number while it runs; tests end it to see what happens. */
  get pid(): number | null {
    return this.client.pid;
  }

  listen(listener: Partial<ClientListener>): vscode.Disposable {
    return new vscode.Disposable(this.client.listen(listener));
  }

  /** All devices; asked once, because finding them takes a moment. */
  devices(again = false): Promise<readonly DeviceInfo[]> {
    if (again || !this.known) {
      this.known = this.api.devices();
      this.known.then(() => this.changedDevices.fire(), () => (this.known = null));
    }
    return this.known;
  }

  /** A new process, for what only a fresh one can load; throws a UserError while a training runs. */
  async restart(): Promise<void> {
    await this.client.restart();
    this.known = null;
  }

  /** What the setting chooses, or `undefined` for the best one. */
  get chosenDevice(): string | undefined {
    const chosen = settingsFor(undefined).device;
    return chosen === 'auto' ? undefined : chosen;
  }

  /** The device's name for people; until the devices are known, what the setting says. */
  async deviceLabel(): Promise<string> {
    const devices = await this.devices();
    const chosen = this.chosenDevice;
    const device = chosen === undefined ? devices.find(({ usable }) => usable) : devices.find(({ id }) => id === chosen);
    return device?.label ?? chosen ?? 'no device';
  }

  /** The device as it can be named without starting the engine: until something else has, the setting is all that is known. */
  shownDevice(): Promise<string> {
    return this.pid === null ? Promise.resolve(this.chosenDevice ?? 'best device') : this.deviceLabel().catch(() => 'unknown');
  }

  /** Shows a failure: a sentence for the user as it is, anything else with a way to the log. */
  async report(error: unknown): Promise<void> {
    const message = wordsOf(error);
    this.log.error(error instanceof Error ? error : message);
    if (isUserError(error)) return void vscode.window.showErrorMessage(message);
    const chosen = await vscode.window.showErrorMessage(`ConvLens failed: ${message}`, 'Show Log');
    if (chosen) this.log.show();
  }

  async showLog(): Promise<void> {
    this.log.show();
  }

  async dispose(): Promise<void> {
    this.configured.dispose();
    this.changedDevices.dispose();
    await this.client.dispose();
  }
}
