import { analyze } from '../../../src/core/analyze.js';
import type { Fix } from '../../../src/core/analysis.js';
import { readExample } from '../../../src/core/rules/examples.js';
import { specs } from '../../../src/core/rules/mistakes.generated.js';
import { allRules } from '../../../src/core/rules/run.js';

/** A text after the edits of a fix. */
export function applied(text: string, edits: Fix['edits']): string {
  return [...edits].sort((a, b) => b.span.from - a.span.from).reduce((source, { span, text: piece }) => source.slice(0, span.from) + piece + source.slice(span.to), text);
}

export const levelsFor = ({ code, optIn = false }: { readonly code: string; readonly optIn?: boolean }) => (optIn ? { [code]: 'hint' as const } : {});

/** Every example of every rule, and every bad one after each of its fixes. */
export function allTexts(): string[] {
  return allRules.flatMap((rule) => {
    const bad = readExample(rule.bad).text;
    const fixes = analyze(bad, { levels: levelsFor(rule) }).diagnostics.filter(({ code }) => code === rule.code).flatMap((one) => one.fixes ?? []);
    return [bad, ...[rule.good, ...(rule.alsoGood ?? [])].map((good) => readExample(good).text), ...fixes.map(({ edits }) => applied(bad, edits))];
  });
}

/** Both examples of every mistake. */
export const mistakeTexts = (): string[] => Object.values(specs).flatMap(({ bad, good }) => [readExample(bad).text, readExample(good).text]);
