import type { PanelKind } from '../../visualizations/panel.js';

export const titles = {
  model: 'Model',
  training: 'Training',
  activations: 'Activations',
  filters: 'Filter Patterns',
  cam: 'Class Activation Map',
  convolution: 'Convolution',
  data: 'Data',
} satisfies Record<PanelKind, string>;

/** The panel of several runs, which is of no one model. */
export const comparisonTitle = 'Compare Runs';

export interface PageOptions {
  readonly kind: PanelKind | 'comparison';
  /** Addresses of the bundle and its style sheet. */
  readonly script: string;
  readonly style: string;
  /** Where style sheets and fonts may come from. */
  readonly source: string;
  /** Drawn anew for each page; only the script that carries it runs. */
  readonly nonce: string;
}

/** The page of a panel: one script and one style sheet of ours, and nothing from anywhere else. */
export function pageHtml({ kind, script, style, source, nonce }: PageOptions): string {
  const policy = ["default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src ${source}`, `font-src ${source}`, 'img-src data: blob:'].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${style}">
<title>${kind === 'comparison' ? comparisonTitle : titles[kind]}</title>
</head>
<body data-kind="${kind}">
<main id="panel"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
