import * as vscode from 'vscode';
import type { Lens } from '../../core/features/lenses.js';
import type { CommandId } from '../commands.js';
import { settingsFor } from '../settings.js';
import { placed } from './hints.js';
import type { ShownItems } from './shown.js';

const commandOf = { model: 'convlens.showModel', summary: 'convlens.showModel', train: 'convlens.train', visualize: 'convlens.visualize', data: 'convlens.previewData' } satisfies Record<Lens['action'], CommandId>;

/** The line of links above each model, and, where the settings ask for it, a lens above each layer. */
export class LensesProvider implements vscode.CodeLensProvider {
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(private readonly shown: ShownItems) {
    this.onDidChangeCodeLenses = shown.onDidChangeLenses;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const settings = settingsFor(document);
    const { lenses, hints } = this.shown.of(document);
    const at = (offset: number) => new vscode.Range(document.positionAt(offset), document.positionAt(offset));
    const models = settings['model.totals'] !== 'lens' ? [] : lenses.map(({ item }) => {
      const target = { uri: document.uri.toString(), offset: item.offset };
      return new vscode.CodeLens(at(item.offset), { title: item.title, tooltip: item.tooltip, command: commandOf[item.action], arguments: [target] });
    });
    const layers = hints.flatMap(({ item }) => {
      const title = placed(item, settings, 'lens');
      if (!title) return [];
      // A click opens pictures of the layer on whose line it was; a layer of another file has no place here.
      const place = item.from === null ? { command: '' } : { command: 'convlens.visualize' satisfies CommandId, arguments: [{ uri: document.uri.toString(), offset: item.from }] };
      return new vscode.CodeLens(at(document.offsetAt(new vscode.Position(item.line, 0))), { title, tooltip: 'Activations, patterns and maps of this layer', ...place });
    });
    return [...models, ...layers];
  }
}
