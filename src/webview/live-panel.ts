import { html, nothing, render } from 'lit';
import type { PanelRequest, PanelSubject } from '../visualizations/panel.js';
import type { TrainingState } from '../visualizations/training/contract.js';
import type { LiveView } from '../visualizations/view.js';
import { coalesce } from './coalesce.js';
import { head } from './head.js';
import type { Connection } from './host.js';
import { emptyState } from './states.js';

/** The panel of a training: shows whatever whole state came last. */
export class LivePanel {
  private subject: PanelSubject | null = null;
  private state: TrainingState | null = null;
  private readonly draw = coalesce<null>(() => this.render());

  constructor(private readonly root: HTMLElement, private readonly view: LiveView, private readonly connection: Connection) {}

  show(subject: PanelSubject): void {
    this.subject = subject;
    this.connection.remember({ kind: 'training', source: subject.source, model: subject.model, weights: null, image: null, layer: null, options: {} });
    this.draw(null);
  }

  training(state: TrainingState | null): void {
    if (state) this.state = state;
    this.draw(null);
  }

  async ask({ weights }: PanelRequest): Promise<void> {
    if (weights === undefined) return;
    this.training(await this.connection.host.trainingOf(weights));
  }

  private render(): void {
    const { subject, state, connection: { host } } = this;
    if (!subject) return;
    const { possible, reason } = subject.training;
    render(html`
      ${head({
        subject: { ...subject, choices: subject.choices.filter(({ weights }) => weights.kind === 'run') },
        weights: state ? `run ${state.run.id}` : null,
        weightsLabel: 'Run', image: null, picking: false, device: state?.run.device ?? subject.device,
        chooseWeights: (id) => void this.ask({ weights: id }),
        pickImage: () => undefined,
        chooseDevice: () => void host.command('selectDevice'),
      })}
      ${state ? this.view.draw(state, host) : emptyState({
        promise: this.view.promise,
        advice: possible ? `${subject.model} has not been trained here yet.` : (reason ?? ''),
        button: possible ? { icon: 'play', label: 'Train Model', press: () => void host.command('train') } : null,
        other: null,
      })}${nothing}`, this.root);
  }
}
