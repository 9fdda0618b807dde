import type { Fix } from '../../analysis.js';
import type { Problem } from '../../graph/problem.js';
import type { Span } from '../../graph/types.js';
import type { Args } from '../python/args.js';
import { removal } from './recipe/legacy.js';

/** The edit that a problem's replacement means, with those of `also`. `span` is that of the argument, which is a keyword except for a tuple. */
export function fixOf(problem: Problem, span: Span, args: Args | undefined, also: Fix | null = null): Fix | null {
  const fix = single(problem, span, args);
  return fix && also ? { title: `${fix.title}, and the kernel to a tuple`, edits: [...also.edits, ...fix.edits] } : fix;
}

function single({ argument, replacement }: Problem, span: Span, args: Args | undefined): Fix | null {
  if (!replacement || argument === undefined || span.file !== undefined) return null;
  const { name, value, text, through, remove, tuple } = replacement;
  if (name !== undefined) return { title: `Change ${argument} to ${name}`, edits: [{ span: { from: span.from, to: span.from + argument.length }, text: name }] };
  if (text !== undefined) return { title: `Write ${text}`, edits: [{ span: { from: span.from, to: (through === undefined ? null : args?.keywordSpans.get(through)?.to) ?? span.to }, text }] };
  if (remove) return (args && removal(argument, args)) ?? null;
  if (tuple) {
    const next = args?.positionalSpans[args.positionalSpans.findIndex((s) => s?.from === span.from) + 1];
    return next ? { title: 'Write both as a tuple', edits: [{ span: { from: span.from, to: span.from }, text: '(' }, { span: { from: next.to, to: next.to }, text: ')' }] } : null;
  }
  if (value === undefined) return null;
  const keyword = args?.keywordSpans.get(argument)?.from === span.from;
  return { title: `Change the value to ${value}`, edits: [{ span, text: keyword ? `${argument}=${value}` : value }] };
}
