import { html, nothing, type TemplateResult } from 'lit';
import type { DataRole, FileNotes } from '../../core/protocol/data.js';
import { action } from '../elements/controls.js';
import { styled } from '../elements/styled.js';
import { tiles } from '../elements/tiles.js';
import { defineData } from '../view.js';
import type { DataActions, DataState } from './contract.js';
import { tilePicture } from './pixels.js';
import { openSample } from './sample-view.js';
import { classBars, className, formatWhole, partLine, rangeLine, roleNames, sampleTitle } from './words.js';

export default defineData({
  title: 'Data',
  promise: 'the classes of the data with their samples, and each image as the training changes it',
  controls,
  draw: (state, actions) => (state.open === null ? html`<div class="stage data">${overview(state, actions)}</div>` : html`<div class="stage data">${openSample(state, actions)}</div>`),
});

const current = ({ overview: { parts }, role }: DataState) => parts.find((part) => part.role === role) ?? parts[0]!;

/** One button a part, with how many samples it has, and what can be done with its files. */
function controls(state: DataState, { part, check, stopCheck, refresh }: DataActions): TemplateResult {
  const { overview: { parts }, checking } = state;
  const { role, files } = current(state);
  const count = (one: DataRole) => formatWhole(parts.find((candidate) => candidate.role === one)?.samples ?? 0);
  return html`<div class="controls">
    <div class="parts" role="group" aria-label="Part of the data">${parts.map((one) => html`
      <button type="button" class="action part" aria-pressed=${one.role === role ? 'true' : 'false'} @click=${() => part(one.role)}><span>${roleNames[one.role]}</span> <span class="number">${count(one.role)}</span></button>`)}</div>
    <span class="spacer"></span>
    ${files ? (checking ? action('debug-stop', 'Stop Checking', stopCheck) : action('checklist', 'Check All Files', check)) : nothing}
    ${action('refresh', 'Read Again', refresh, { iconOnly: true })}
  </div>`;
}

function overview(state: DataState, actions: DataActions): TemplateResult {
  const { overview: { changes, notes }, samples } = state;
  const part = current(state);
  return html`
    ${notes.length === 0 ? nothing : html`<ul class="messages">${notes.map(({ kind, text }) => html`<li class=${kind}><vscode-icon name=${kind} aria-hidden="true"></vscode-icon>${text}</li>`)}</ul>`}
    <p><b>${part.title}</b></p>
    <p class="quiet number">${partLine(part)}</p>
    <p class="quiet number">${samples?.range ? rangeLine(samples.range) : nothing}</p>
    <p class="quiet">${changes.length > 0 ? `Changed at random in training: ${changes.join(', ')}` : 'Nothing changes the images at random.'}</p>
    ${classes(state, actions)}
    ${sheets(state, actions)}
    ${files(state)}`;
}

/** A bar a class; pressing one shows more of its samples. */
function classes(state: DataState, { chooseClass }: DataActions): TemplateResult | typeof nothing {
  const bars = classBars(state.overview, current(state));
  if (bars.length === 0) return nothing;
  return html`<h2>${bars.length} classes</h2>
    <ul class="class-bars" role="list" aria-label="Classes">${bars.map(({ label, name, count, length, words, share }) => html`<li>
      <button type="button" class="class-bar" aria-pressed=${state.label === label ? 'true' : 'false'} aria-label=${words} title="Shows the samples of ${name}" @click=${() => chooseClass(state.label === label ? null : label)}>
        <span class="name">${name}</span><i aria-hidden="true"><b style=${styled({ width: `${(100 * length).toFixed(2)}%` })}></b></i><span class="number">${formatWhole(count)}</span><span class="number quiet">${share}</span>
      </button></li>`)}</ul>`;
}

function sheets(state: DataState, { open, more, chooseClass }: DataActions): TemplateResult {
  const { overview: whole, samples, label, failure } = state;
  if (failure) return html`<p class="error" role="alert">${failure}</p>`;
  if (!samples) return html`<p class="quiet" role="status">Reading samples…</p>`;
  return html`${samples.groups.map((group) => {
    const name = group.label === null ? null : className(whole, group.label);
    return html`<h3>${name === null ? 'Samples' : name}${label === null || name === null ? nothing : html` ${action('arrow-left', 'All Classes', () => chooseClass(null))}`}</h3>
      ${group.samples.length === 0 ? html`<p class="quiet">${group.total === 0 ? 'No samples.' : 'None of these samples can be read.'}</p>` : tiles({
        label: name === null ? 'Samples' : `Samples of ${name}`, size: 76,
        tiles: group.samples.map((sample) => {
          const picture = tilePicture(sample);
          return { id: sample.index, label: sampleTitle(whole, sample), caption: sample.title, size: picture ?? { width: 1, height: 1 }, pixels: picture?.pixels ?? null, when: [sample] };
        }),
        open,
      })}
      ${(label !== null || group.label === null) && group.samples.length < group.total ? action('', `More (${formatWhole(group.samples.length)} of ${formatWhole(group.total)})`, more) : nothing}`;
  })}${label === null && classBars(whole, current(state)).length > samples.groups.length && samples.groups[0]?.label !== null ? html`<p class="quiet">Samples of the other classes are shown by pressing their bar.</p>` : nothing}`;
}

/** Files that are not taken, and those that cannot be read: all of them after a check, before it those that were met. */
function files(state: DataState): TemplateResult | typeof nothing {
  const part = current(state);
  if (!part.files) return nothing;
  const { check, checking, samples } = state;
  const met: FileNotes = check?.unreadable ?? { count: samples?.unreadable.length ?? 0, first: samples?.unreadable ?? [] };
  const checked = check ? `${formatWhole(check.done)} of ${formatWhole(check.total)} files were read${checking ? ' so far' : ''}.` : 'Only the files of the samples above were read.';
  return html`<h2>Files</h2>
    ${checking && check ? html`<progress max="1" .value=${check.done / Math.max(check.total, 1)} aria-label="Checking files"></progress>` : nothing}
    <p class="quiet number" role="status">${checked} ${met.count === 0 ? 'None of them is damaged.' : ''}</p>
    ${list('cannot be read, and are left out in training', met, 'error')}
    ${list('in the folder are not taken', part.skipped, 'warning')}`;
}

function list(what: string, { count, first }: FileNotes, kind: 'error' | 'warning'): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  return html`<details class="files" ?open=${kind === 'error'}><summary><vscode-icon name=${kind} aria-hidden="true"></vscode-icon> ${formatWhole(count)} file${count === 1 ? '' : 's'} ${count === 1 ? what.replace('are left', 'is left').replace('in the folder are', 'in the folder is').replace('cannot be read, and are', 'cannot be read, and is') : what}</summary>
    <ul>${first.map(({ path, reason }) => html`<li><code>${path}</code> <span class="quiet">${reason}</span></li>`)}${count > first.length ? html`<li class="quiet">and ${formatWhole(count - first.length)} more</li>` : nothing}</ul></details>`;
}
