/** What a device's installation fetches, and from where: the places that the packages' own install scripts name. */
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.js';
import { packageFolder } from '../runtime.js';
import { handoverSource } from '../tensorflow-backend.js';

export interface Source {
  /** For people, e.g. "libtensorflow 2.9.1 with CUDA kernels". */
  readonly what: string;
  readonly url: string;
  /** SHA-512 in base64, as npm writes it; null where whoever publishes the file names none. */
  readonly sha512: string | null;
  readonly kind: 'tar' | 'zip';
  /** Folder inside the installation. */
  readonly into: string;
  /** Leading folders of the archive's paths that are left out. */
  readonly strip: number;
  /** Only these files of a zip, by their path in it. */
  readonly only?: readonly string[];
}

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
const google = 'https://storage.googleapis.com/';

/** `scripts/install.js` and `scripts/deps-constants.js` of the package; its JavaScript is npm's optional dependency. */
const tensorflow: DeviceSource = {
  name: `tfjs-node-gpu-${tensorflowVersion}`,
  needs: 'an NVIDIA driver, CUDA 11.2 and cuDNN 8.1',
  sources: [
    { what: `libtensorflow ${libtensorflow} with CUDA kernels`, url: `${google}tensorflow/libtensorflow/libtensorflow-gpu-linux-x86_64-${libtensorflow}.tar.gz`, kind: 'tar', into: 'package/deps', strip: 0, sha512: null },
    { what: 'the binding between them', url: `${google}tf-builds/pre-built-binary/napi-v8/${tensorflowVersion}/GPU-linux-${tensorflowVersion}.tar.gz`, kind: 'tar', into: 'package/lib/napi-v8', strip: 1, sha512: null },
  ],
  async complete(folder) {
    const [own, protobuf] = [packageFolder('@tensorflow/tfjs-node-gpu'), packageFolder('google-protobuf')];
    if (own === null || protobuf === null) throw new UserError('The JavaScript of @tensorflow/tfjs-node-gpu is not beside ConvLens. It comes with `npm install`, and not with the extension; choose the device cuda instead.');
    for (const part of ['package.json', 'dist']) await cp(join(own, part), join(folder, 'package', part), { recursive: true });
    await cp(protobuf, join(folder, 'node_modules', 'google-protobuf'), { recursive: true });
    for (const name of ['tfjs', 'tfjs-core']) {
      const place = join(folder, 'node_modules', '@tensorflow', name);
      await mkdir(place, { recursive: true });
      await writeFile(join(place, 'index.js'), handoverSource);
    }
  },
};

/** `script/install-metadata.js` of onnxruntime-node. Its own libraries must lie beside those of CUDA, so they are copied. */
function cuda(): DeviceSource | null {
  const [node, common] = [packageFolder('onnxruntime-node'), packageFolder('onnxruntime-common')];
  if (node === null || common === null) return null;
  const { version } = JSON.parse(readFileSync(join(node, 'package.json'), 'utf8')) as { readonly version: string };
  const native = 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64';
  const name = 'microsoft.ml.onnxruntime.gpu.linux';
  return {
    name: `onnxruntime-cuda-${version}`,
    needs: 'an NVIDIA driver, CUDA 12 and cuDNN 9',
    sources: [{
      what: `onnxruntime ${version} for CUDA 12`, url: `https://api.nuget.org/v3-flatcontainer/${name}/${version}/${name}.${version}.nupkg`, kind: 'zip', into: native, strip: 3, sha512: null,
      only: ['cuda', 'shared'].map((part) => `runtimes/linux-x64/native/libonnxruntime_providers_${part}.so`),
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
  return device === 'tfjs-node-gpu' ? tensorflow : device === 'cuda' ? cuda() : null;
}
