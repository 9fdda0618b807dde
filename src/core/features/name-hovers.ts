/** Hovers on names: a tensor's shape, a model's summary, what a call of `fit` does. */
import type { Analysis, LayerCall } from '../analysis.js';
import type { Span, TensorInfo } from '../graph/types.js';
import { stagesOf } from '../recipe/stages.js';
import { isCode } from '../syntax/code.js';
import { formatCount, formatShape, type ShapeFormat } from './format.js';
import { contains } from './models.js';
import { summaryOf } from './summary.js';
import { trainingWords, type Linked } from './training-words.js';

export interface NameHover {
  readonly span: Span;
  readonly markdown: readonly string[];
  /** Places in the source that the paragraphs lead to: number N is the target of their links to `place:N`. */
  readonly places?: readonly Span[];
}

/** Rows up to which a whole summary fits into a hover. */
const mostRows = 40;

/** What is known of the name at an offset; null where it stands for nothing that is known for certain. */
export function nameHover(analysis: Pick<Analysis, 'calls' | 'models'>, text: string, offset: number, format: ShapeFormat): NameHover | null {
  const span = nameAt(text, offset);
  if (!span || !isCode(text, span.from)) return null;
  const name = text.slice(span.from, span.to);
  return fitHover(analysis, span, name) ?? tensorHover(analysis, text, span, name, format) ?? modelHover(analysis, text, span, name);
}

function nameAt(text: string, offset: number): Span | null {
  const before = /[A-Za-z_]\w*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0;
  const after = /^\w*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
  const span = { from: offset - before, to: offset + after };
  return /^[A-Za-z_]\w*$/.test(text.slice(span.from, span.to)) ? span : null;
}

function fitHover({ models }: Pick<Analysis, 'models'>, span: Span, name: string): NameHover | null {
  if (!/^fit(_generator)?$/.test(name)) return null;
  for (const model of models) {
    const { recipe } = model;
    const stages = recipe ? stagesOf(recipe) : [];
    const at = stages.findIndex(({ fitSpan }) => fitSpan && contains(fitSpan, span.from));
    if (at >= 0) return { span, ...linked((link) => [`**fit** of \`${model.variable ?? model.graph.name}\`${stages.length > 1 ? `, stage ${at + 1} of ${stages.length} of its training` : ''}`, ...trainingWords(model, stages[at]!, link)]) };
  }
  return null;
}

/** Paragraphs with links to places in the source. */
function linked(paragraphs: (link: Linked) => string[]): Pick<NameHover, 'markdown' | 'places'> {
  const places: Span[] = [];
  const markdown = paragraphs((words, span) => {
    if (!span) return words;
    const known = places.findIndex((place) => place.from === span.from && place.to === span.to && place.file === span.file);
    return `[${words.replace(/[[\]\\*_]/g, '\\$&')}](place:${known < 0 ? places.push(span) - 1 : known})`;
  });
  return { markdown, places };
}

function modelHover({ models }: Pick<Analysis, 'models'>, text: string, span: Span, name: string): NameHover | null {
  // An attribute of that name is something else, and so is a keyword argument.
  if (text[span.from - 1] === '.' || /^\s*=[^=]/.test(text.slice(span.to)) && text.slice(text.lastIndexOf('\n', span.from) + 1, span.from).trim() !== '') return null;
  const own = models.filter(({ variable }) => variable === name);
  const model = own.findLast(({ graph }) => graph.span !== null && graph.span.file === undefined && text.lastIndexOf('\n', graph.span.from) <= span.from);
  if (!model) return null;
  const { rows, title, totals } = summaryOf(model);
  const total = totals.join('  \n');
  if (rows.length > mostRows) return { span, markdown: [`**${title}**, ${formatCount(rows.length)} layers`, total] };
  // Keras's own table is wider than a hover, which would break each of its lines in two.
  const lines = rows.map(({ name: layer, type, shape, parameters }) => `| \`${layer.replaceAll('|', '\\|')}\` ${type} | \`${shape}\` | ${parameters} |`);
  return { span, markdown: [`**${title}**`, ['| Layer (type) | Output Shape | Param # |', '| --- | --- | ---: |', ...lines].join('\n'), total] };
}

/** The name of what a call gives, or of what it is given. Nothing is said of names whose value depends on the way taken. */
function tensorHover({ calls }: Pick<Analysis, 'calls'>, text: string, span: Span, name: string, format: ShapeFormat): NameHover | null {
  if (text[span.from - 1] === '.') return null;
  const own = calls.filter(({ callSpan }) => callSpan.file === undefined);
  const tensors = madeUnder(own, text, span) ?? givenAs(own, text, span, name) ?? madeOnce(own, text, name);
  if (!tensors || tensors.length === 0 || tensors.some(({ shape }) => shape === null)) return null;
  const shapes = [...new Set(tensors.map((tensor) => formatShape(tensor, format)))];
  const types = [...new Set(tensors.map(({ dtype }) => dtype))].join(', ');
  return { span, markdown: [`\`${name}\`: \`${shapes.slice(0, 12).join('` then `')}\`${shapes.length > 12 ? ' …' : ''} ${types}`] };
}

/** `x = layer(…)`: what all runs of the call on the right have put out. */
function madeUnder(calls: readonly LayerCall[], text: string, span: Span): readonly TensorInfo[] | null {
  const right = /^\s*(?::[^=\n]+)?=\s*(?!=)/.exec(text.slice(span.to, span.to + 200));
  if (!right || text.slice(text.lastIndexOf('\n', span.from - 1) + 1, span.from).trim() !== '') return null;
  const from = span.to + right[0].length;
  return outputsOf(calls.filter(({ callSpan }) => callSpan.from === from && /^[ \t]*(?:#.*)?(?:\r?\n|$|;)/.test(text.slice(callSpan.to))));
}

const outputsOf = (calls: readonly LayerCall[]): readonly TensorInfo[] | null => (calls.length > 0 && calls.every(({ outputs }) => outputs.length === 1) ? calls.flatMap(({ outputs }) => outputs) : null);

/** `layer(x)` and `merge([x, y])`: what the call was given in that place. */
function givenAs(calls: readonly LayerCall[], text: string, span: Span, name: string): readonly TensorInfo[] | null {
  const around = calls.filter(({ callSpan }) => contains(callSpan, span.from)).sort((a, b) => a.callSpan.to - a.callSpan.from - (b.callSpan.to - b.callSpan.from));
  const [inner] = around;
  if (!inner) return null;
  const { from, to } = inner.callSpan;
  const given = /\(\s*(?:\[([\w\s,]+)\]|([A-Za-z_]\w*))\s*(?:,[^()]*)?\)$/.exec(text.slice(from, to));
  if (!given || span.from < from + given.index) return null;
  const names = given[1]?.split(',').map((item) => item.trim()).filter(Boolean) ?? [given[2] ?? ''];
  const at = names.indexOf(name);
  if (at < 0 || names.includes(name, at + 1)) return null;
  const same = around.filter(({ callSpan }) => callSpan.from === from && callSpan.to === to && callSpan.file === undefined);
  const found = same.flatMap(({ inputs }) => (inputs.length === names.length ? (inputs[at] ?? []) : []));
  return found.length === same.length ? found : null;
}

/** A name that the text assigns once, and nowhere takes for anything else: it means the same wherever it stands. */
function madeOnce(calls: readonly LayerCall[], text: string, name: string): readonly TensorInfo[] | null {
  const bindings = [...text.matchAll(new RegExp(`(?:^[ \\t]*|[,(*]\\s*|\\bfor\\s+|\\bas\\s+|:=\\s*)${name}\\s*(?=[,)]?[^=\\n]*=(?!=)|\\s+in\\b|:=)`, 'gm'))];
  if (bindings.length !== 1 || new RegExp(`\\b(?:def|lambda|for|as|global|import)\\b[^\\n]*\\b${name}\\b`).test(text)) return null;
  const binding = new RegExp(`^[ \\t]*${name}\\s*=`, 'm').exec(text);
  if (!binding) return null;
  const from = binding.index + binding[0].indexOf(name);
  const made = madeUnder(calls, text, { from, to: from + name.length });
  return made?.length === 1 ? made : null;
}
