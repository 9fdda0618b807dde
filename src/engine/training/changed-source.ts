/** Whether the file that a run was started from says something else by now. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Run } from '../runs/run.js';

/** A note for a run that goes on: it keeps its own copy of the text. Empty where the file says the same, cannot be read, or is a notebook, whose cells are one text only together. */
export async function changedSource({ info, sourceText }: Pick<Run, 'info' | 'sourceText'>): Promise<string[]> {
  if (extname(info.sourceFile) === '.ipynb') return [];
  const text = await readFile(info.sourceFile, 'utf8').catch(() => null);
  const plain = (given: string): string => given.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n').trimEnd();
  if (text === null || plain(text) === plain(sourceText)) return [];
  return [`${basename(info.sourceFile)} no longer says what this run was started with; it goes on with its own copy (source.py in its folder). Train anew for what the file says now.`];
}
