/** What a device's installation fetches, and from where: the places that the packages' own install scripts name, and npm for packages themselves. */
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packageFolder } from '../runtime.js';
import { handoverSource } from '../tensorflow-backend.js';
import { nugetDigest, type Digest } from './digests.js';

interface Part {
  /** For people, e.g. "libtensorflow 2.9.1 with CUDA kernels". */
  readonly what: string;
  /** Folder inside the installation. */
  readonly into: string;
  /** Leading folders of the archive's paths that are left out. */
  readonly strip: number;
  /** Files below `into` that an installation has: one that lacks them is not whole. */
  readonly expects: readonly string[];
}

/** An archive at an address. */
export interface Download extends Part {
  readonly kind: 'tar' | 'zip';
  readonly url: string;
  /** Only these files of a zip, by their path in it. */
  readonly only?: readonly string[];
  /** What it is checked against, for people. */
  readonly check: string;
  /** The checksum that whoever publishes it tells; null where it cannot be had. What the answer's own headers tell is checked besides. */
  readonly published?: (get: typeof fetch) => Promise<Digest | null>;
}

/** A package that the user's own npm fetches: from the registry and through the proxy that it is set up for. */
export interface NpmPackage extends Part {
  readonly kind: 'npm';
  readonly package: string;
  readonly version: string;
  /** SHA-512 in base64, as npm's lock files write it. */
  readonly sha512: string;
  readonly bytes: number;
}

export type Source = Download | NpmPackage;

export interface DeviceSource {
  /** Name of its folder; another version has another. */
  readonly name: string;
  /** What the machine must have besides, for people. */
  readonly needs: string;
  readonly sources: readonly Source[];
  /** Puts the rest beside what was fetched. */
  complete(folder: string): Promise<void>;
}

const tensorflowVersion = '4.22.0';
const libtensorflow = '2.9.1';

/** `scripts/install.js` and `scripts/deps-constants.js` of the package name these places, and the variable that names a mirror of them. */
function tensorflow(): DeviceSource {
  const server = process.env['TFJS_NODE_CDN_STORAGE'] || 'https://storage.googleapis.com/';
  const check = 'checked against the checksum that its server tells';
  return {
    name: `tfjs-node-gpu-${tensorflowVersion}`,
    needs: 'an NVIDIA driver, CUDA 11.2 and cuDNN 8.1',
    sources: [
      {
        what: `@tensorflow/tfjs-node-gpu ${tensorflowVersion}`, kind: 'npm', package: '@tensorflow/tfjs-node-gpu', version: tensorflowVersion, bytes: 223_379, into: 'package', strip: 1,
        sha512: 'p//NN6DGiN4hInUmIkRffaFVMcdTREUMjPyjW04J7OXvB2zBlQimj61eFKSgRrH3f5TnOfKzb0n56he/B6a4bw==', expects: ['package.json', 'dist/nodejs_kernel_backend.js', 'dist/register_all_kernels.js'],
      },
      {
        what: 'google-protobuf 3.21.4', kind: 'npm', package: 'google-protobuf', version: '3.21.4', bytes: 68_046, into: 'node_modules/google-protobuf', strip: 1,
        sha512: 'MnG7N936zcKTco4Jd2PX2U96Kf9PxygAPKBug+74LHzmHXmceN16MmRcdgZv+DGef/S9YvQAfRsNCn4cjf9yyQ==', expects: ['package.json', 'google-protobuf.js'],
      },
      {
        what: `libtensorflow ${libtensorflow} with CUDA kernels`, url: `${server}tensorflow/libtensorflow/libtensorflow-gpu-linux-x86_64-${libtensorflow}.tar.gz`, kind: 'tar', into: 'package/deps', strip: 0, check,
        expects: ['lib/libtensorflow.so.2', 'lib/libtensorflow_framework.so.2'],
      },
      {
        what: 'the binding between them', url: `${server}tf-builds/pre-built-binary/napi-v8/${tensorflowVersion}/GPU-linux-${tensorflowVersion}.tar.gz`, kind: 'tar', into: 'package/lib/napi-v8', strip: 1, check,
        expects: ['tfjs_binding.node'],
      },
    ],
    async complete(folder) {
      for (const name of ['tfjs', 'tfjs-core']) {
        const place = join(folder, 'node_modules', '@tensorflow', name);
        await mkdir(place, { recursive: true });
        await writeFile(join(place, 'index.js'), handoverSource);
      }
    },
  };
}

/** `script/install-metadata.js` of onnxruntime-node. Its own libraries must lie beside those of CUDA, so they are copied. */
function cuda(): DeviceSource | null {
  const [node, common] = [packageFolder('onnxruntime-node'), packageFolder('onnxruntime-common')];
  if (node === null || common === null) return null;
  const { version } = JSON.parse(readFileSync(join(node, 'package.json'), 'utf8')) as { readonly version: string };
  const native = 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64';
  const name = 'microsoft.ml.onnxruntime.gpu.linux';
  const libraries = ['cuda', 'shared'].map((part) => `libonnxruntime_providers_${part}.so`);
  return {
    name: `onnxruntime-cuda-${version}`,
    needs: 'an NVIDIA driver, CUDA 12 and cuDNN 9',
    sources: [{
      what: `onnxruntime ${version} for CUDA 12`, url: `https://api.nuget.org/v3-flatcontainer/${name}/${version}/${name}.${version}.nupkg`, kind: 'zip', into: native, strip: 3,
      only: libraries.map((file) => `runtimes/linux-x64/native/${file}`), expects: libraries,
      check: 'checked against the checksum that NuGet publishes', published: (get) => nugetDigest(name, version, get),
    }],
    async complete(folder) {
      const modules = join(folder, 'node_modules');
      await cp(common, join(modules, 'onnxruntime-common'), { recursive: true });
      for (const part of ['package.json', 'dist', 'bin/napi-v6/linux/x64']) {
        const from = join(node, part);
        if (existsSync(from)) await mkdir(dirname(join(modules, 'onnxruntime-node', part)), { recursive: true }).then(() => cp(from, join(modules, 'onnxruntime-node', part), { recursive: true }));
      }
    },
  };
}

/** Null for a device that needs or has no installation. */
export function sourceOf(device: string): DeviceSource | null {
  return device === 'tfjs-node-gpu' ? tensorflow() : device === 'cuda' ? cuda() : null;
}
