import '@vscode/codicons/dist/codicon.css';
import 'uplot/dist/uPlot.min.css';
import './panel.css';
import './pictures.css';
import './training.css';
import type { PanelKind, PanelView } from '../visualizations/panel.js';
import type { ComparisonPage, DataView, LiveView, ModelView, PictureView } from '../visualizations/view.js';
import { startComparison } from './comparison-panel.js';
import { connect } from './host.js';
import { DataPanel } from './data-panel.js';
import { LivePanel } from './live-panel.js';
import { ModelPanel } from './model-panel.js';
import { PicturePanel } from './picture-panel.js';
import { specs } from './views.generated.js';

const views: { readonly [kind: string]: PictureView | LiveView | ModelView | DataView | ComparisonPage } = specs;

/** Starts the panel that the page was made for. */
async function start(root: HTMLElement, kind: PanelKind): Promise<void> {
  const view = views[kind];
  if (!view) throw new Error(`No view is named ${kind}.`);
  if (view.kind === 'comparison') return startComparison(root, view);
  let panel: PicturePanel | LivePanel | ModelPanel | DataPanel | null = null;
  const told: PanelView = {
    subject: (subject) => panel?.show(subject),
    request: (request) => void panel?.ask(request),
    training: (state) => panel instanceof LivePanel && panel.training(state),
    caret: (layers) => (panel instanceof PicturePanel || panel instanceof ModelPanel) && panel.caret(layers),
    partial: (token, result) => (panel instanceof PicturePanel || panel instanceof DataPanel) && panel.partial(token, result),
    modelFile: (path, stamp) => panel instanceof PicturePanel && panel.modelFile(path, stamp),
  };
  const connection = connect(told);
  const { subject, request, training } = await connection.host.start();
  if (view.kind === 'live') {
    panel = new LivePanel(root, view, connection);
    panel.training(training);
  } else if (view.kind === 'model') {
    panel = new ModelPanel(root, view, connection);
  } else if (view.kind === 'data') {
    panel = new DataPanel(root, view, connection);
  } else {
    panel = new PicturePanel(root, view, PicturePanel.memory(kind, view, subject, connection.remembered()), connection);
  }
  // The request first: what it asks for is computed at once instead of a first picture that nobody wanted.
  void panel.ask(request);
  panel.show(subject);
}

const root = document.getElementById('panel');
if (root) void start(root, document.body.dataset['kind'] as PanelKind);
