/**
 * The installable package for one platform. It is made from a clean folder that holds what is needed at run time and
 * nothing else; native packages lie in dist/node_modules, where the bundles beside them find them.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { Missing, cache, filesBelow, hashOf, isStamped, root, run, say, writeStamp } from './house.mjs';
import { explainNpm } from './packages.mjs';

/** What the package takes over as it is, where it is there. */
const parts = ['README.md', 'CHANGELOG.md', 'LICENSE', 'package.nls.json', 'media', 'docs/rules', 'samples', 'bin', 'dist'];
const modules = join(root, 'node_modules');
const manifest = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** This machine, as Visual Studio Code names targets. */
export const thisTarget = `${process.platform}-${process.arch}`;

/** Where the package of a target lies. @param {string} [target] */
export function packagePath(target = thisTarget) {
  return join(root, `convlens-${target}-${manifest().version}.vsix`);
}

/** Makes the package unless it is made from exactly this state. @param {string} [target] @returns {Promise<string>} its path */
export async function ensurePackage(target = thisTarget) {
  const file = packagePath(target);
  const state = hashOf([join(root, 'package.json'), join(root, 'scripts', 'lib', 'package.mjs'), ...parts.flatMap(filesOf)], target);
  if (isStamped(`package-${target}`, state) && existsSync(file)) say('package', 'up to date');
  else {
    say('package', `making ${file.slice(root.length + 1)}`);
    await make(target, file);
    writeStamp(`package-${target}`, state);
  }
  say('package', `${file.slice(root.length + 1)}: ${(statSync(file).size / 2 ** 20).toFixed(1)} MB`);
  return file;
}

/** @param {string} part */
function filesOf(part) {
  const path = join(root, part);
  if (!existsSync(path)) return [];
  return statSync(path).isFile() ? [path] : filesBelow(path, isWanted);
}

/** Source maps stay at home, and so do runs of somebody who trained the samples. @param {string} path */
function isWanted(path) {
  return !/\.(map|vsix|pyc|tmp)$/.test(path) && !path.split(sep).some((name) => ['.convlens', '__pycache__', '.DS_Store', 'sizes.json'].includes(name));
}

/** @param {string} target @param {string} file */
async function make(target, file) {
  const stage = join(cache, `stage-${target}`);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const part of parts) if (existsSync(join(root, part))) cpSync(join(root, part), join(stage, part), { recursive: true, filter: (path) => isWanted(path.slice(root.length)) });
  await stageNative(target, join(stage, 'dist', 'node_modules'));
  const { private: _private, devDependencies: _dev, scripts: _scripts, dependencies: _all, optionalDependencies: _optional, type: _type, ...kept } = manifest();
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(kept, null, 2)}\n`);
  writeFileSync(join(stage, '.vscodeignore'), '.vscodeignore\n');
  const { createVSIX } = await import('@vscode/vsce');
  await createVSIX({ cwd: stage, packagePath: file, target, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
  rmSync(stage, { recursive: true, force: true });
}

/** onnxruntime's binaries for one platform, with the JavaScript that loads them. @param {string} target @param {string} into a folder node_modules */
export function stageRuntime(target, into) {
  const [system = '', cpu = ''] = target.split('-');
  const binaries = join('onnxruntime-node', 'bin', 'napi-v6', system, cpu);
  if (!existsSync(join(modules, binaries))) throw new Missing(`onnxruntime has no binaries for ${target}; choose another --target.`);
  copy(modules, into, binaries);
  copy(modules, into, join('onnxruntime-node', 'package.json'));
  copy(modules, into, join('onnxruntime-node', 'dist'));
  copy(modules, into, join('onnxruntime-common', 'package.json'));
  copy(modules, into, join('onnxruntime-common', 'dist', 'cjs'));
}

/** onnxruntime and sharp for one platform. @param {string} target @param {string} into */
async function stageNative(target, into) {
  const [system = '', cpu = ''] = target.split('-');
  stageRuntime(target, into);
  const source = target === thisTarget ? modules : await foreignSharp(system, cpu);
  for (const name of ['sharp', '@img/colour', 'detect-libc', 'semver', `@img/sharp-${target}`, `@img/sharp-libvips-${target}`]) {
    // Windows binaries hold libvips themselves.
    if (existsSync(join(source, name))) copy(source, into, name);
    else if (!name.includes('libvips')) throw new Missing(`The package ${name}, which sharp needs on ${target}, is not installed; delete node_modules and run this again.`);
  }
}

/** @param {string} from @param {string} to @param {string} path */
function copy(from, to, path) {
  cpSync(join(from, path), join(to, path), { recursive: true, dereference: true, filter: (file) => !/\.(map|d\.[cm]?ts)$/.test(file) && !/[\\/](docs|test|src|install)$/.test(file.slice(from.length)) });
}

/** sharp as npm installs it on another platform. @param {string} system @param {string} cpu */
async function foreignSharp(system, cpu) {
  const prefix = join(cache, `sharp-${system}-${cpu}`);
  mkdirSync(prefix, { recursive: true });
  writeFileSync(join(prefix, 'package.json'), '{ "private": true }\n');
  const wanted = `sharp@${manifest().dependencies.sharp}`;
  const { code, output } = await run('npm', ['install', '--ignore-scripts', '--no-save', '--no-package-lock', `--os=${system}`, `--cpu=${cpu}`, wanted], { cwd: prefix });
  if (code !== 0) throw new Missing(explainNpm(output));
  return join(prefix, 'node_modules');
}
