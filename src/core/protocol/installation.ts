/** What is asked before a device is installed, and what is told while it is. */

export interface Installation {
  readonly device: string;
  readonly label: string;
  /** What is downloaded and from where (`npm:` for what the user's own npm fetches), and what it is checked against; `bytes` null where the server did not tell. */
  readonly parts: readonly { readonly what: string; readonly url: string; readonly bytes: number | null; readonly check: string }[];
  /** What the machine must have besides. */
  readonly needs: string;
  readonly folder: string;
  readonly installed: boolean;
}

export interface InstallProgress {
  readonly line: string;
  /** Bytes of the file under way. */
  readonly done: number;
  readonly total: number | null;
}

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 1 : 0)} MB`;

/** The server of an address. `core` has no URL of its own, and none of these addresses names a user or a port before its host. */
const hostOf = (url: string): string => (url.startsWith('npm:') ? 'npm' : (url.split('/')[2] ?? url));

/** What somebody agrees to, as sentences. */
export function describeOffer({ label, parts, needs, folder }: Installation): string {
  const known = parts.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const silent = parts.filter(({ bytes }) => bytes === null).length;
  const size = known === 0 ? 'The servers did not say how much that is.' : `${megabytes(known)} in all${silent > 0 ? `, and ${silent} of the files with a size that the server did not say` : ''}.`;
  return [
    `${label} is installed into ${folder}. It also needs ${needs}. Downloaded are:`,
    ...parts.map(({ what, url, bytes, check }) => `- ${what}${bytes === null ? '' : `, ${megabytes(bytes)}`}, from ${hostOf(url)}, ${check}`),
    size,
  ].join('\n');
}

/** One line of progress. */
export const progressWords = ({ line, done, total }: InstallProgress): string => (done === 0 ? line : `${line}: ${megabytes(done)}${total === null ? '' : ` of ${megabytes(total)}`}`);
