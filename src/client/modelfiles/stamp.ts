import { readFile, stat } from 'node:fs/promises';
import { modelFileStamp } from '../../core/modelfiles/stamp.js';

/** Changes whenever the file of a model, or one of its weights' files, is replaced or written to; empty where it is not there. */
export const stampOfModelFile = (path: string): Promise<string> => modelFileStamp(path, { facts: (file) => stat(file, { bigint: true }), text: (file) => readFile(file, 'utf8') });
