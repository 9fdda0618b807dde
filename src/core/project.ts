/** What a project chooses in `[tool.convlens]` of its pyproject.toml; shared by the editor and the terminal. */
import { TomlError, parse } from 'smol-toml';
import { nearest } from './graph/names.js';
import { LEVELS, type Level, type Levels, isLevel } from './rules/levels.js';
import { allRules } from './rules/run.js';

/** From loud to quiet. */
export const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const;
export type FailOn = (typeof SEVERITIES)[number];

export interface Project {
  /** `[tool.convlens.rules]`: a level by a rule's code. */
  readonly levels: Levels;
  /** `fail-on`: the quietest severity with which the command line ends in 1. */
  readonly failOn: FailOn;
  /** `exclude`: patterns of paths, relative to the file's folder, that are left out where a folder is analysed. */
  readonly exclude: readonly string[];
}

export const noProject: Project = { levels: {}, failOn: 'warning', exclude: [] };

export interface ReadProject {
  /** Null where the text has no `[tool.convlens]`. */
  readonly project: Project | null;
  /** What could not be understood, one sentence each; the rest holds. */
  readonly problems: readonly string[];
}

type Table = { readonly [key: string]: unknown };
const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value);
const quoted = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');

/** Reads a pyproject.toml. Never throws. */
export function readProject(text: string): ReadProject {
  let table: unknown;
  try {
    table = parse(text);
  } catch (error) {
    const place = error instanceof TomlError ? ` (line ${error.line})` : '';
    // Without the section nothing of ours is lost, and others tell of the fault.
    return text.includes('tool.convlens') ? { project: noProject, problems: [`It is no valid TOML${place}, so [tool.convlens] is not read. Mend the file.`] } : { project: null, problems: [] };
  }
  const tool = isTable(table) && isTable(table.tool) ? table.tool.convlens : undefined;
  if (tool === undefined) return { project: null, problems: [] };
  if (!isTable(tool)) return { project: noProject, problems: ['tool.convlens must be a table. Write [tool.convlens].'] };
  const problems: string[] = [];
  for (const key of Object.keys(tool)) {
    if (key !== 'rules' && key !== 'fail-on' && key !== 'exclude') problems.push(`[tool.convlens] has no key "${key}". It takes rules, fail-on and exclude.`);
  }
  return { project: { levels: levelsOf(tool.rules, problems), failOn: failOnOf(tool['fail-on'], problems), exclude: excludeOf(tool.exclude, problems) }, problems };
}

/** Levels by code, as settings and pyproject.toml write them; what is none is named. */
export function levelsOf(value: unknown, problems: string[]): Levels {
  if (value === undefined) return {};
  if (!isTable(value)) {
    problems.push('The rules must be a table of levels by code. Write [tool.convlens.rules] and below it, for example, unused-layer = "off".');
    return {};
  }
  const levels: { [code: string]: Level } = {};
  const codes = allRules.map(({ code }) => code);
  for (const [code, level] of Object.entries(value)) {
    const near = codes.includes(code) ? undefined : nearest(code, codes);
    if (!isLevel(level)) problems.push(`The rule ${code} takes ${quoted(LEVELS)}, but found ${JSON.stringify(level)}.`);
    else if (near !== undefined) problems.push(`There is no rule ${code}. Did you mean ${near}?`);
    else levels[code] = level;
  }
  return levels;
}

function failOnOf(value: unknown, problems: string[]): FailOn {
  const found = SEVERITIES.find((severity) => severity === value);
  if (found === undefined && value !== undefined) problems.push(`fail-on takes ${quoted(SEVERITIES)}, but found ${JSON.stringify(value)}.`);
  return found ?? noProject.failOn;
}

function excludeOf(value: unknown, problems: string[]): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  problems.push('exclude takes a list of paths, for example ["old", "experiments/*.py"].');
  return [];
}

/** Whether a path, relative and with forward slashes, is left out: by itself, or with a folder above it. `*` stops at a slash, `**` does not. */
export function isExcluded(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const source = pattern.replace(/\/$/, '').split(/(\*\*\/?|\*|\?)/).map((part) => (part === '**/' ? '(?:.*/)?' : part === '**' ? '.*' : part === '*' ? '[^/]*' : part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))).join('');
    return new RegExp(`^${source}(?:/.*)?$`).test(path);
  });
}
