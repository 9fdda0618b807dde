import * as vscode from 'vscode';
import * as v from 'valibot';
import type { EpochMetrics, RunInfo } from '../../core/protocol/engine.js';

const runFile = v.object({
  id: v.string(), name: v.string(), directory: v.optional(v.string(), ''),
  state: v.picklist(['preparing', 'running', 'paused', 'stopped', 'finished', 'failed', 'interrupted']),
  device: v.string(), model: v.string(), sourceFile: v.string(), data: v.string(), started: v.string(),
  epochs: v.number(), epochsDone: v.number(), error: v.nullable(v.string()),
  warnings: v.optional(v.array(v.string()), []),
});
const numbers = v.record(v.string(), v.nullable(v.number()));
const epochLine = v.object({ epoch: v.number(), loss: v.nullable(v.number()), metrics: numbers, validation: numbers, seconds: v.number() });

/** Where runs of a text are kept: beside its workspace folder, so that they move and are ignored with the project. */
export function runsDirectory(context: vscode.ExtensionContext, document: vscode.Uri): vscode.Uri {
  const folder = vscode.workspace.getWorkspaceFolder(document);
  if (folder) return vscode.Uri.joinPath(folder.uri, '.convlens', 'runs');
  if (document.scheme === 'file') return vscode.Uri.joinPath(document, '..', '.convlens', 'runs');
  return vscode.Uri.joinPath(context.globalStorageUri, 'runs');
}

/** Runs in a folder, newest first. Folders without a readable `run.json` are not runs. */
export async function listRuns(directory: vscode.Uri): Promise<RunInfo[]> {
  let entries: [string, vscode.FileType][];
  try {
    entries = await vscode.workspace.fs.readDirectory(directory);
  } catch {
    return [];
  }
  const found = await Promise.all(entries.filter(([, type]) => type === vscode.FileType.Directory).map(([name]) => readRun(vscode.Uri.joinPath(directory, name))));
  return found.filter((run) => run !== null).sort((a, b) => (a.started < b.started ? 1 : -1));
}

async function readRun(directory: vscode.Uri): Promise<RunInfo | null> {
  const content = await readJson(vscode.Uri.joinPath(directory, 'run.json'));
  const parsed = v.safeParse(runFile, content);
  // A project that was moved has its runs where they are found, not where they were made.
  return parsed.success ? { ...parsed.output, directory: directory.fsPath } : null;
}

/** Finished epochs of a run, for its curves; a line that was cut off is left out. */
export async function readEpochs(run: RunInfo): Promise<EpochMetrics[]> {
  const bytes = await read(vscode.Uri.joinPath(vscode.Uri.file(run.directory), 'metrics.jsonl'));
  return (bytes ?? '').split('\n').flatMap((line) => {
    const parsed = v.safeParse(epochLine, parse(line));
    if (!parsed.success) return [];
    const { epoch, loss, metrics, validation, seconds } = parsed.output;
    return { epoch, loss: loss ?? NaN, metrics: real(metrics), validation: real(validation), seconds };
  });
}

/** JSON has no NaN; a number that was none is written as null. */
const real = (values: { readonly [name: string]: number | null }) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? NaN]));

const readJson = async (uri: vscode.Uri): Promise<unknown> => parse((await read(uri)) ?? '');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function read(uri: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
