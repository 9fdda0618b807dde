/** Signs of a graphics processor that cost nothing to look for and cannot crash. Files are looked for below `root`, which is a folder only in tests. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

/** Linux: a render node of the kernel, or NVIDIA's own device. Elsewhere the system always has one. */
export function hasGraphicsHardware(root = '/'): boolean {
  if (process.platform !== 'linux') return process.platform === 'win32' || process.platform === 'darwin';
  return hasNvidia(root) || namesIn(join(root, 'dev/dri')).some((name) => name.startsWith('renderD'));
}

/**
 * Linux: a device of NVIDIA's driver, of whatever number, for a container is given its own alone. Windows gives a Linux inside it (WSL) one
 * device for processors of every maker; NVIDIA's is there where its library came along.
 */
export function hasNvidia(root = '/'): boolean {
  if (process.platform !== 'linux') return process.platform === 'win32';
  if (namesIn(join(root, 'dev')).some((name) => /^nvidia\d+$/.test(name))) return true;
  return existsSync(join(root, 'dev/dxg')) && ['usr/lib/wsl/lib', 'usr/lib/x86_64-linux-gnu', 'usr/lib64'].some((folder) => existsSync(join(root, folder, 'libcuda.so.1')));
}

/**
 * Manifests of Vulkan drivers that compute on a graphics processor, as the Vulkan loader finds them on Linux
 * (https://github.com/KhronosGroup/Vulkan-Loader, `LoaderDriverInterface.md`): those that a variable names, else those of its folders. Drivers
 * that compute on the processor (llvmpipe, SwiftShader) are left out.
 */
export function vulkanDrivers(env: NodeJS.ProcessEnv = process.env, root = '/', home = homedir()): string[] {
  const list = (value: string | undefined): string[] => (value ?? '').split(':').filter((path) => path !== '');
  const manifests = (path: string): string[] => (path.endsWith('.json') ? [path].filter((file) => existsSync(file)) : namesIn(path).filter((name) => name.endsWith('.json')).map((name) => join(path, name)));
  const named = list(env['VK_DRIVER_FILES'] ?? env['VK_ICD_FILENAMES']);
  const configuration = [env['XDG_CONFIG_HOME'] || join(home, '.config'), ...list(env['XDG_CONFIG_DIRS'] || '/etc/xdg'), '/usr/local/etc', '/etc'];
  const data = [env['XDG_DATA_HOME'] || join(home, '.local/share'), ...list(env['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share'), '/run/opengl-driver/share'];
  const folders = [...new Set([...configuration, ...data])].map((folder) => join(root, folder, 'vulkan/icd.d'));
  const found = [...list(env['VK_ADD_DRIVER_FILES']), ...(named.length > 0 ? named : folders)].flatMap(manifests);
  return found.filter((file) => !/lvp|llvmpipe|swiftshader/i.test(basename(file)));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
