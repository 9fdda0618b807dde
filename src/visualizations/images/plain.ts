/** Image files of plain pixels, which sharp does not read: Windows bitmaps and portable pixmaps. Pure. */
import { isBmp, readBmp } from './bmp.js';
import { isPnm, readPnm } from './pnm.js';

/** Row by row, channels last: one for gray, three for colours. */
export interface PlainImage {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Uint8Array;
}

/** Whether a file that begins with these bytes is one. */
export const isPlain = (start: Uint8Array): boolean => isBmp(start) || isPnm(start);

/** Null for a file of another kind. Throws what is wrong with one that is cut off. */
export const readPlain = (bytes: Uint8Array): PlainImage | null => (isBmp(bytes) ? readBmp(bytes) : isPnm(bytes) ? readPnm(bytes) : null);
