/** The texts that a list of the recipe stands for: what the program would find, and what it makes of it. */
import { readdir } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { BETWEEN, type TextChange, type TextList, type TextOf, type TextOrigin, type TextTest } from '../../../core/recipe/texts.js';
import type { Span } from '../../../core/graph/types.js';
import { UserError, atLine } from '../../errors.js';
import { byCodePoint } from '../../../core/code-points.js';
import { numpyShuffle, pythonShuffle } from '../folders/mersenne.js';
import type { DataContext } from '../open.js';
import { withClasses } from '../classes.js';
import { sliceBounds } from '../rows.js';
import { partPlaces } from '../split.js';
import { readColumns, tableRows } from '../tables/table.js';
import { boundIn } from './bounds.js';
import { pathsLike } from './glob.js';

/** Where a path of the program lies: relative ones are beside it. */
export const placeOf = (path: string, { sourceFile }: Pick<DataContext, 'sourceFile'>): string => (isAbsolute(path) ? path : join(dirname(sourceFile), path));

/** Throws a UserError where a folder or table is missing, or a text has not what the program takes of it. */
export async function textsOf(list: TextList, context: DataContext, span: Span | null): Promise<string[]> {
  let texts = await originOf(list.origin, context, span);
  for (const change of list.changes) texts = await changed(texts, change, context, span);
  return texts;
}

async function originOf(origin: TextOrigin, context: DataContext, span: Span | null): Promise<string[]> {
  const place = atLine(context.sourceText, span);
  switch (origin.kind) {
    case 'texts':
      return [...origin.texts];
    case 'joined':
      return (await Promise.all(origin.lists.map((list) => textsOf(list, context, span)))).flat();
    case 'folder':
      return namesIn(origin.path, context, place);
    case 'inside': {
      const found = await Promise.all((await textsOf(origin.outer, context, span)).map(async (outer) => {
        const path = textOf(origin.path, outer, place);
        const names = origin.pattern ? await pathsLike(path, { folder: dirname(context.sourceFile), recursive: origin.recursive, hidden: false }) : await namesIn(path, context, place);
        return (origin.sorted === 'down' ? names.toReversed() : names).map((name) => `${outer}${BETWEEN}${name}`);
      }));
      return found.flat();
    }
    case 'glob': {
      // A pathlib.Path leaves out what says nothing.
      const pattern = origin.hidden && origin.recursive ? origin.pattern.replace(/^(\.\/)+/, '').replace(/\/+/g, '/') : origin.pattern;
      const found = await pathsLike(pattern, { folder: dirname(context.sourceFile), recursive: origin.recursive, hidden: origin.hidden });
      if (found.length === 0) throw new UserError(`No file fits the pattern "${origin.pattern}"${place} below ${dirname(context.sourceFile)}. Put the files there, or change the pattern.`);
      return found;
    }
    case 'column': {
      const column = typeof origin.column === 'string' ? origin.column : await nameOf(origin.table, origin.column, context, place);
      // As text, whatever stands in it.
      const text = 'text of the column';
      const table = { ...origin.table, edits: [...origin.table.edits, { op: 'text' as const, column: text, from: column, before: '', after: '' }] };
      return (await readColumns(table, [column, text], context, place)).get(text)!.values.map((value) => value ?? '');
    }
  }
}

async function namesIn(path: string, context: DataContext, place: string): Promise<string[]> {
  const folder = placeOf(path, context);
  const names = await readdir(folder).catch(() => {
    throw new UserError(`The folder "${path}"${place} was not found at ${folder}. Put it there, or write its path.`);
  });
  return names.sort(byCodePoint);
}

async function nameOf(table: Extract<TextOrigin, { kind: 'column' }>['table'], at: number, context: DataContext, place: string): Promise<string> {
  for await (const names of tableRows(table, context, place)) {
    const name = names[at < 0 ? at + names.length : at];
    if (name === undefined) throw new UserError(`The table "${table.path}"${place} has ${names.length} columns, and number ${at} is taken. Give the number or the name of one of them.`);
    return name;
  }
  throw new UserError(`The table "${table.path}"${place} is empty. Expected a line for each image.`);
}

async function changed(texts: string[], change: TextChange, context: DataContext, span: Span | null): Promise<string[]> {
  switch (change.op) {
    case 'map':
      return texts.map((text) => textOf(change.to, text, atLine(context.sourceText, span)));
    case 'keep':
      return texts.filter((text) => holds(change.test, text, context, span));
    case 'sort': {
      const sorted = texts.toSorted(byCodePoint);
      return change.reverse ? sorted.reverse() : sorted;
    }
    case 'rows':
      return texts.slice(...sliceBounds(texts.length, await boundIn(change.from, context, span), await boundIn(change.to, context, span)));
    case 'pick':
      return partPlaces(texts.length, await withClasses(change, context)).map((at) => texts[at]!);
    case 'shuffle': {
      const order = [...texts];
      (change.generator === 'python' ? pythonShuffle : numpyShuffle)(order, change.seed ?? 0);
      return order;
    }
  }
}

/** A text of a text. Throws a UserError where it has not as many parts. */
export function textOf(of: TextOf, text: string, place: string): string {
  if (of.op === 'self') return text;
  if (of.op === 'concat') return of.parts.map((part) => (typeof part === 'string' ? part : textOf(part, text, place))).join('');
  const inner = textOf(of.of, text, place);
  const slash = inner.lastIndexOf('/');
  const name = inner.slice(slash + 1);
  const dot = name.lastIndexOf('.');
  switch (of.op) {
    case 'name':
      return name;
    case 'parent':
      return slash < 0 ? '' : inner.slice(0, slash);
    case 'stem':
      return dot > 0 ? name.slice(0, dot) : name;
    case 'suffix':
      return dot > 0 ? name.slice(dot) : '';
    case 'bare':
      return dot > 0 ? inner.slice(0, slash + 1 + dot) : inner;
    case 'lower':
      return inner.toLowerCase();
    case 'upper':
      return inner.toUpperCase();
    case 'wrap':
      return of.before + inner + of.after;
    case 'replace':
      return inner.replaceAll(of.from, () => of.to);
    case 'part': {
      const parts = inner.split(of.separator);
      const part = parts.at(of.at);
      if (part === undefined) throw new UserError(`"${inner}"${place} has ${parts.length} part${parts.length === 1 ? '' : 's'} between "${of.separator}", and part ${of.at} is taken. Check the names of the files.`);
      return part;
    }
  }
}

export function holds(test: TextTest, text: string, context: DataContext, span: Span | null): boolean {
  const made = (of: TextOf): string => textOf(of, text, atLine(context.sourceText, span));
  switch (test.op) {
    case 'starts':
      return test.texts.some((start) => made(test.of).startsWith(start));
    case 'ends':
      return test.texts.some((end) => made(test.of).endsWith(end));
    case 'has':
      return made(test.of).includes(test.text);
    case 'is':
      return made(test.of) === test.text;
    case 'file':
    case 'folder': {
      const found = statSync(placeOf(made(test.of), context), { throwIfNoEntry: false });
      return test.op === 'file' ? found?.isFile() === true : found?.isDirectory() === true;
    }
    case 'not':
      return !holds(test.test, text, context, span);
    case 'all':
      return test.tests.every((one) => holds(one, text, context, span));
    case 'any':
      return test.tests.some((one) => holds(one, text, context, span));
  }
}

/** Whether the order of a list is one that the program has made. Folders and patterns give theirs in that of the file system. */
export function isOrdered({ origin, changes }: TextList): boolean {
  return changes.some(({ op }) => op === 'sort') || origin.kind === 'texts' || origin.kind === 'column' || (origin.kind === 'joined' && origin.lists.every(isOrdered)) || (origin.kind === 'inside' && origin.sorted !== null && isOrdered(origin.outer));
}
