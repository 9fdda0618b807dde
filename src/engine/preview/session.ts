/** The data that a preview looks at, opened once and kept until it is looked at afresh. */
import { basename } from 'node:path';
import type { DataRequest, DataRole } from '../../core/protocol/data.js';
import type { Recipe } from '../../core/recipe/types.js';
import { openData, type DataContext, type OpenData } from '../datasets/open.js';
import { partsOf } from '../datasets/parts.js';
import { UserError, atLine } from '../errors.js';
import { labelsOf } from './labels.js';

/** One part of the data with the class of each sample, where targets are classes. */
export interface PreviewPart {
  readonly role: DataRole;
  readonly data: OpenData;
  readonly labels: Int32Array | null;
}

export class PreviewData {
  private opened: { readonly key: string; readonly parts: Promise<readonly PreviewPart[]> } | null = null;

  /** Opens the data afresh: files may have come and gone. Throws a UserError where it cannot be opened, and what `signal` was ended with. */
  renew(request: DataRequest, signal?: AbortSignal): Promise<readonly PreviewPart[]> {
    const opened = { key: keyOf(request), parts: open(request, signal) };
    this.opened = opened;
    // What was not opened is tried afresh by whoever asks next.
    opened.parts.catch(() => {
      if (this.opened === opened) this.opened = null;
    });
    return opened.parts;
  }

  async part(request: DataRequest, role: DataRole): Promise<PreviewPart> {
    const parts = await (this.opened?.key === keyOf(request) ? this.opened.parts : this.renew(request));
    const part = parts.find((candidate) => candidate.role === role);
    if (part === undefined) throw new UserError(`The file names no ${role} data. It has data for ${parts.map((candidate) => candidate.role).join(', ')}.`);
    return part;
  }
}

/** What data a request is about; what else the recipe says does not matter to it. */
const keyOf = ({ recipe: { train, validation, validationSplit, test }, sourceFile }: DataRequest): string => JSON.stringify([train, validation, validationSplit, test, sourceFile]);

async function open({ recipe, sourceFile, sourceText }: DataRequest, signal: AbortSignal | undefined): Promise<readonly PreviewPart[]> {
  if (recipe.train === null) throw new UserError(noData(recipe, sourceText, basename(sourceFile)));
  const context: DataContext = { sourceFile, sourceText, signal };
  const { train, validation, test } = await partsOf(await openData(recipe.train, context), recipe, context);
  const parts: PreviewPart[] = [];
  for (const [role, data] of [['training', train], ['validation', validation], ['test', test]] as const) if (data !== null) parts.push({ role, data, labels: await labelsOf(data.y, signal) });
  return parts;
}

/** Why nothing is known of the training data. */
function noData({ unknowns, fitSpan }: Recipe, source: string, file: string): string {
  if (fitSpan === null) return `${file} trains on nothing: no call of fit was found. Add fit(…) with the data.`;
  const lost = unknowns.find(({ blocks, reason }) => blocks && /data|targets/.test(reason)) ?? unknowns.find(({ blocks }) => blocks);
  return lost ? `${lost.reason}${atLine(source, lost.span)}` : `What ${file} hands to fit${atLine(source, fitSpan)} cannot be read. Call fit with arrays from keras.datasets, a file, a table or a folder of images.`;
}
