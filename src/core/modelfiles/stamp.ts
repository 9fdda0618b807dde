/** Tells versions of a file apart, without reading what is in it. Pure: whoever has a file system hands it in. */

/** As `stat` with `bigint` gives them. */
export interface FileFacts {
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
}

/** Changes whenever a file is replaced or written to: one that is replaced within a tick of the clock, or keeps its time, still has another number. */
export const fileStamp = ({ ino, size, mtimeNs }: FileFacts): string => `${ino} ${size} ${mtimeNs}`;

export interface StampSource {
  /** Null where there is no such file. */
  facts(path: string): Promise<FileFacts | null>;
  text(path: string): Promise<string>;
}

/** The stamp of all files of a saved model: of the `model.json` of a TensorFlow.js model, also of the weights that it names. What is not there has an empty one. */
export async function modelFileStamp(path: string, { facts, text }: StampSource): Promise<string> {
  const folder = path.replace(/[^\\/]*$/, '');
  const beside = /\.json$/i.test(path) ? weightFiles(await text(path).catch(() => '')).map((name) => `${folder}${name}`) : [];
  return (await Promise.all([path, ...beside].map(async (file) => {
    const found = await facts(file).catch(() => null);
    return found === null ? '' : fileStamp(found);
  }))).join(', ');
}

/** Names of the weights' files of a `model.json`; none where it is not one. */
function weightFiles(text: string): string[] {
  try {
    const { weightsManifest } = JSON.parse(text) as { readonly weightsManifest: readonly { readonly paths: readonly unknown[] }[] };
    return weightsManifest.flatMap(({ paths }) => paths.filter((path) => typeof path === 'string'));
  } catch {
    // What is no model has no weights; opening it says so.
    return [];
  }
}
