import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { describeOffer, progressWords, type Installation, type InstallProgress } from '../../core/protocol/installation.js';
import type { Engine } from '../engine.js';

const devices = ['cuda', 'tfjs-node-gpu'] as const;

/** Installs a device into the extension's storage: says what is downloaded, asks, shows how far it is, and offers the device. */
export async function installDevice(engine: Engine): Promise<void> {
  const known = await engine.devices();
  const picked = await vscode.window.showQuickPick(
    devices.map((id) => {
      const device = known.find((each) => each.id === id);
      return { id, label: device?.label ?? id, ...(device?.reason ? { detail: device.reason } : {}) };
    }),
    { title: 'ConvLens: Install Device', placeHolder: 'What is downloaded is said before anything is' },
  );
  if (picked === undefined) return;
  const offer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: 'ConvLens: asking how large the download is' }, () => engine.api.installation(picked.id));
  if (offer.installed) return void vscode.window.showInformationMessage(`${offer.label} is installed already, in ${offer.folder}.`);
  const agreed = await vscode.window.showInformationMessage(`Install ${offer.label}?`, { modal: true, detail: describeOffer(offer) }, 'Download and Install');
  if (agreed !== 'Download and Install') return;
  await withCancel(engine, offer);
  try {
    await engine.restart();
  } catch (error) {
    return void vscode.window.showInformationMessage(`${offer.label} is installed. It is offered when the engine starts again: ${(error as Error).message}`);
  }
  const device = (await engine.devices(true)).find(({ id }) => id === picked.id);
  const said = device?.usable ? 'It can be chosen now.' : (device?.reason ?? '');
  const chosen = await vscode.window.showInformationMessage(`${offer.label} is installed. ${said}`, ...(device?.usable ? ['Select Device'] : []));
  if (chosen) await vscode.commands.executeCommand('convlens.selectDevice');
}

function withCancel(engine: Engine, { device, label }: Installation): Thenable<void> {
  const token = randomUUID();
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: `ConvLens: installing ${label}`, cancellable: true }, async (progress, cancellation) => {
    let before = { line: '', percent: 0 };
    const show = (event: InstallProgress): void => {
      const percent = event.total === null ? 0 : Math.floor((100 * event.done) / event.total);
      progress.report({ message: progressWords(event), increment: event.line === before.line ? percent - before.percent : -before.percent });
      before = { line: event.line, percent };
    };
    const listening = engine.listen({ partial: (of, event) => of === token && show(event as InstallProgress) });
    const stopping = cancellation.onCancellationRequested(() => void engine.api.cancel(token));
    try {
      await engine.api.installDevice(device, token);
    } finally {
      stopping.dispose();
      listening.dispose();
    }
  });
}
