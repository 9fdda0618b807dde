import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest { readonly contributes: { readonly commands: readonly { readonly command: string }[] } }

describe('the extension in its host', () => {
  it('is found, and activates', async () => {
    const extension = vscode.extensions.getExtension('convlens.convlens');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that its manifest names', async () => {
    const extension = vscode.extensions.getExtension('convlens.convlens');
    assert.ok(extension);
    await extension.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const { contributes } = extension.packageJSON as Manifest;
    assert.deepEqual(contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)), []);
  });
});
