import * as vscode from 'vscode';
import { callsTable, type LineHint } from '../../core/features/hints.js';
import type { Kept } from '../../core/features/stable.js';
import { settingsFor, type Settings } from '../settings.js';
import type { ShownItems } from './shown.js';

/** One hint at the end of each layer's line: shape and parameters, whichever of the two the settings put there. */
export class HintsProvider implements vscode.InlayHintsProvider {
  readonly onDidChangeInlayHints: vscode.Event<void>;

  constructor(private readonly shown: ShownItems) {
    this.onDidChangeInlayHints = shown.onDidChangeHints;
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const settings = settingsFor(document);
    return this.shown.of(document).hints.flatMap((shown) => {
      const position = document.positionAt(shown.item.offset);
      if (!range.contains(position)) return [];
      const text = placed(shown.item, settings, 'hint');
      if (!text) return [];
      // An edit in the middle of a redraw may leave the line longer than it was.
      // The editor cannot draw one hint paler than another, so a value of an earlier text is marked by dots.
      const hint = new vscode.InlayHint(document.lineAt(position).range.end, shown.stale ? `${text} …` : text);
      hint.paddingLeft = true;
      hint.tooltip = tooltip(shown, settings['shapes.batchAxis']);
      return hint;
    });
  }
}

/** The part of a hint that the settings put into one place; `(26, 26, 32) · 320` splits at its dot. */
export function placed({ text }: LineHint, settings: Settings, place: 'hint' | 'lens'): string {
  const dot = text.lastIndexOf(' · ');
  const [shape, parameters] = dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 3)];
  const parts = [settings['layer.shapes'] === place ? shape : '', settings['layer.parameters'] === place ? parameters : ''];
  return parts.filter(Boolean).join(' · ');
}

function tooltip({ item, stale }: Kept<LineHint>, batchAxis: boolean): vscode.MarkdownString {
  const what = item.calls.length === 1 ? ['Output shape and parameters of this layer'] : callsTable(item.calls, { batchAxis });
  return new vscode.MarkdownString([...what, ...(stale ? ['From before the text was broken here.'] : [])].join('\n\n'));
}
