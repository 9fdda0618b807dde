import { encodeApng } from '../visualizations/apng.js';
import type { Computation } from './computation.js';

/** How long each epoch stands in a film. */
const frameMilliseconds = 500;

export interface FilmOptions {
  readonly epochs: readonly number[];
  readonly computation: Computation;
  /** The picture after an epoch as a PNG file; null where the view makes none. */
  frame(epoch: number, token: string): Promise<Uint8Array | null>;
}

/** The picture after every epoch that was kept, as one film (APNG). Null where it failed, was stopped, or something else was asked for meanwhile. */
export async function makeFilm({ epochs, computation, frame }: FilmOptions): Promise<Uint8Array | null> {
  const token = `film ${crypto.randomUUID()}`;
  const frames: Uint8Array[] = [];
  let work = computation.begin(token, 'Film');
  try {
    for (const epoch of epochs) {
      work = computation.begin(token, `Film: epoch ${epoch} of ${epochs.at(-1)}`);
      const picture = await frame(epoch, token);
      if (computation.work !== work) return null;
      if (picture) frames.push(picture);
    }
    const film = encodeApng(frames, frameMilliseconds);
    computation.end(work);
    return film;
  } catch (error) {
    computation.end(work, error);
    return null;
  }
}
