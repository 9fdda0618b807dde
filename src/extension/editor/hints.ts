import * as vscode from 'vscode';
import type { HintGlance } from '../../core/features/glance.js';
import type { Kept } from '../../core/features/stable.js';
import { inWhole, type Analyses } from '../analyses.js';
import { settingsFor, type Settings } from '../settings.js';
import type { ShownItems } from './shown.js';

/** A hint that stands for several layers: all of them are told where the pointer rests. */
class FoldedHint extends vscode.InlayHint {
  constructor(position: vscode.Position, text: string, readonly document: vscode.TextDocument) {
    super(position, text);
  }
}

/**
 * One hint at the end of each layer's line: shape and parameters, whichever of the two the settings put there. The editor cannot
 * draw one hint paler than another: a value of before the text was broken is drawn in its place as ghost text.
 */
export class HintsProvider implements vscode.InlayHintsProvider, vscode.Disposable {
  readonly onDidChangeInlayHints: vscode.Event<void>;
  private readonly ghost = vscode.window.createTextEditorDecorationType({ after: { color: new vscode.ThemeColor('editorGhostText.foreground') } });
  /** Editors in which ghost text stands. */
  private readonly haunted = new WeakSet<vscode.TextEditor>();

  constructor(private readonly shown: ShownItems, private readonly analyses: Analyses) {
    this.onDidChangeInlayHints = shown.onDidChangeHints;
  }

  async provideInlayHints(document: vscode.TextDocument, range: vscode.Range, token: vscode.CancellationToken): Promise<vscode.InlayHint[]> {
    const { hints } = await this.shown.soon(document);
    if (token.isCancellationRequested) return [];
    const settings = settingsFor(document);
    this.drawStale(document, hints, settings);
    return hints.flatMap(({ item, stale }) => {
      if (stale || item.line < range.start.line || item.line > range.end.line) return [];
      const text = placed(item, settings, 'hint');
      if (!text) return [];
      // An edit in the middle of a redraw may leave the line longer than it was.
      const end = document.lineAt(document.positionAt(item.offset)).range.end;
      const hint = item.folded ? new FoldedHint(end, text, document) : new vscode.InlayHint(end, text);
      hint.paddingLeft = true;
      return hint;
    });
  }

  async resolveInlayHint(hint: vscode.InlayHint): Promise<vscode.InlayHint> {
    if (!(hint instanceof FoldedHint)) {
      hint.tooltip = 'Output shape and parameters of this layer';
      return hint;
    }
    const { document, position } = hint;
    const result = await this.analyses.current(document);
    const paragraphs = result && (await this.analyses.ask(result, 'layersOfLine', inWhole(result, document.offsetAt(position)), { batchAxis: settingsFor(document)['shapes.batchAxis'] }))?.answer;
    if (paragraphs) hint.tooltip = new vscode.MarkdownString(paragraphs.join('\n\n'));
    return hint;
  }

  /** Drawn when the editor takes the hints themselves away, so that neither both nor none of them is seen. */
  private drawStale(document: vscode.TextDocument, hints: readonly Kept<HintGlance>[], settings: Settings): void {
    const ghosts = hints.flatMap(({ item, stale }): vscode.DecorationOptions[] => {
      const contentText = stale ? placed(item, settings, 'hint') : '';
      if (!contentText) return [];
      const end = document.lineAt(document.positionAt(item.offset)).range.end;
      return [{ range: new vscode.Range(end, end), hoverMessage: 'From before the text was broken here.', renderOptions: { after: { contentText, margin: '0 0 0 1ch' } } }];
    });
    for (const editor of vscode.window.visibleTextEditors) {
      // Hardly any text is broken: most answers need not send a second message ahead of them.
      if (editor.document !== document || (ghosts.length === 0 && !this.haunted.has(editor))) continue;
      editor.setDecorations(this.ghost, ghosts);
      if (ghosts.length > 0) this.haunted.add(editor);
      else this.haunted.delete(editor);
    }
  }

  dispose(): void {
    this.ghost.dispose();
  }
}

/** The part of a hint that the settings put into one place; `(26, 26, 32) · 320` splits at its dot. */
export function placed({ text }: Pick<HintGlance, 'text'>, settings: Settings, place: 'hint' | 'lens'): string {
  const dot = text.lastIndexOf(' · ');
  const [shape, parameters] = dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 3)];
  const parts = [settings['layer.shapes'] === place ? shape : '', settings['layer.parameters'] === place ? parameters : ''];
  return parts.filter(Boolean).join(' · ');
}
