/** Where devices that are installed by command lie: a folder a device and version, there whole or not at all. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The extension's storage, which it names when it starts the engine; from a terminal the user's folder of application data. */
export function storageFolder(): string {
  const { CONVLENS_STORAGE: given, XDG_DATA_HOME: data, LOCALAPPDATA: local } = process.env;
  if (given) return given;
  // Set to nothing, they count as not set.
  if (process.platform === 'win32') return join(local || join(homedir(), 'AppData', 'Local'), 'convlens');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'convlens');
  return join(data || join(homedir(), '.local', 'share'), 'convlens');
}

export const devicesFolder = (): string => join(storageFolder(), 'devices');

/** The folder of what was installed under a name; null where it is not. */
export function installedFolder(name: string): string | null {
  const folder = join(devicesFolder(), name);
  return existsSync(folder) ? folder : null;
}
