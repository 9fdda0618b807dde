import * as vscode from 'vscode';
import type { Engine } from '../engine.js';

/** Lets the user choose a device; those that cannot be used are shown with the reason and cannot be taken. False where none was chosen. */
export async function chooseDevice(engine: Engine): Promise<boolean> {
  const found = vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'ConvLens: looking for devices' }, () => engine.devices(true));
  const devices = await found;
  type Choice = vscode.QuickPickItem & { readonly id?: string };
  const chosen = engine.chosenDevice ?? 'auto';
  const mark = (id: string) => (id === chosen ? '$(check) ' : '');
  const usable: Choice[] = devices.filter((device) => device.usable).map(({ id, label, reason }) => ({ id, label: `${mark(id)}${label}`, ...(reason === null ? {} : { detail: reason }) }));
  const others: Choice[] = devices.filter((device) => !device.usable).map(({ label, reason }) => ({ label: `$(circle-slash) ${label}`, detail: `Not usable: ${reason ?? 'no reason known'}` }));
  const picked = await vscode.window.showQuickPick<Choice>(
    [{ id: 'auto', label: `${mark('auto')}Best available`, detail: 'The first usable device of this list' }, ...usable, ...(others.length > 0 ? [{ label: 'Not usable', kind: vscode.QuickPickItemKind.Separator }, ...others] : [])],
    { title: 'ConvLens: Select Device', placeHolder: 'Device for training and pictures' },
  );
  if (picked?.id === undefined) return false;
  await vscode.workspace.getConfiguration('convlens').update('device', picked.id === 'auto' ? undefined : picked.id, vscode.ConfigurationTarget.Global);
  return true;
}
