import * as vscode from 'vscode';
import type { Levels } from '../core/rules/levels.js';
import type { NumberStyle } from '../core/features/format.js';

/** Where a kind of fact is shown. */
export type Placement = 'lens' | 'hint' | 'hover' | 'off';

/** All settings with their defaults; a test holds the manifest to this table. */
export const defaults = {
  'model.totals': 'lens' as 'lens' | 'hover' | 'off',
  'layer.shapes': 'hint' as Placement,
  'layer.parameters': 'hint' as Placement,
  'shapes.batchAxis': false as boolean,
  'numbers.format': 'grouped' as NumberStyle,
  'diagnostics.enabled': true as boolean,
  rules: {} as Levels,
  'analysis.delay': 0 as number,
  device: 'auto' as string,
  'training.checkpointSpace': 2 as number,
  'data.cacheSpace': 2 as number,
} as const;

export type Settings = { readonly [Name in keyof typeof defaults]: (typeof defaults)[Name] };

/** Settings that were read since they last changed: asking the editor costs far more than all that is done with the answer. */
const known = new Map<string, Settings>();

/** Forgets what was read when settings change. To be started before anybody else listens to such changes. */
export const watchSettings = (): vscode.Disposable => vscode.Disposable.from(
  vscode.workspace.onDidChangeConfiguration(() => known.clear()),
  vscode.workspace.onDidChangeWorkspaceFolders(() => known.clear()),
);

/** The settings as they are for one text, or for the window. */
export function settingsFor(scope: vscode.TextDocument | vscode.Uri | undefined): Settings {
  const key = scope === undefined ? '' : 'uri' in scope ? `${scope.languageId} ${scope.uri.toString()}` : scope.toString();
  const found = known.get(key);
  if (found) return found;
  const configuration = vscode.workspace.getConfiguration('convlens', scope);
  const read = <Name extends keyof Settings>(name: Name): Settings[Name] => configuration.get<Settings[Name]>(name, defaults[name]);
  const settings = Object.fromEntries(Object.keys(defaults).map((name) => [name, read(name as keyof Settings)])) as Settings;
  known.set(key, settings);
  return settings;
}
