/** What is looked for before a graphics processor is tried, in folders made up like those of real machines. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openDevice } from '../../src/engine/devices/open.js';
import { hasGraphicsHardware, hasNvidia, vulkanDrivers } from '../../src/engine/devices/graphics.js';
import { missingLibraries } from '../../src/engine/devices/libraries.js';
import { runtimeFolder, whyNoRuntime } from '../../src/engine/devices/runtime.js';
import { skip } from '../support/skip.js';

describe('what a graphics processor needs', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'graphics-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const put = (...paths: string[]): void => {
    for (const path of paths) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '');
    }
  };

  describe('on Linux', function () {
    before(function () {
      if (process.platform !== 'linux') return skip(this, 'the folders are those of Linux');
    });

    it('NVIDIA has a device of whatever number: a container is given its own alone', () => {
      put('dev/nvidiactl', 'dev/nvidia-uvm');
      assert.equal(hasNvidia(root), false);
      put('dev/nvidia3');
      assert.equal(hasNvidia(root), true);
      assert.equal(hasGraphicsHardware(root), true);
    });

    it("inside Windows the one device is NVIDIA's only where its library is", () => {
      put('dev/dxg');
      assert.equal(hasNvidia(root), false);
      put('usr/lib/wsl/lib/libcuda.so.1');
      assert.equal(hasNvidia(root), true);
    });

    it('other makers have a render node', () => {
      put('dev/dri/card0');
      assert.equal(hasGraphicsHardware(root), false);
      put('dev/dri/renderD128');
      assert.deepEqual([hasGraphicsHardware(root), hasNvidia(root)], [true, false]);
    });

    it('a driver for Vulkan counts where the loader finds it, and not one that computes on the processor', () => {
      const found = (env: NodeJS.ProcessEnv = {}): string[] => vulkanDrivers(env, root, '/someone').map((path) => path.slice(root.length));
      assert.deepEqual(found(), []);
      put('usr/share/vulkan/icd.d/lvp_icd.x86_64.json', 'usr/share/vulkan/icd.d/readme.txt');
      assert.deepEqual(found(), []);
      put('usr/share/vulkan/icd.d/intel_icd.x86_64.json', 'etc/vulkan/icd.d/nvidia_icd.json', 'someone/.local/share/vulkan/icd.d/own.json', 'opt/vulkan/icd.d/other.json');
      assert.deepEqual(found().sort(), ['/etc/vulkan/icd.d/nvidia_icd.json', '/someone/.local/share/vulkan/icd.d/own.json', '/usr/share/vulkan/icd.d/intel_icd.x86_64.json']);
      assert.deepEqual(found({ XDG_DATA_DIRS: '/opt' }).sort(), ['/etc/vulkan/icd.d/nvidia_icd.json', '/opt/vulkan/icd.d/other.json', '/someone/.local/share/vulkan/icd.d/own.json']);
    });

    it('variables of the loader name a driver in place of all others, or besides them', () => {
      put('a/vk_swiftshader_icd.json', 'a/radeon.json', 'usr/share/vulkan/icd.d/intel_icd.json');
      const at = (path: string): string => join(root, path);
      assert.deepEqual(vulkanDrivers({ VK_ICD_FILENAMES: at('a/vk_swiftshader_icd.json') }, root), []);
      assert.deepEqual(vulkanDrivers({ VK_DRIVER_FILES: [at('a/radeon.json'), at('a/none.json')].join(':'), VK_ICD_FILENAMES: at('b') }, root), [at('a/radeon.json')]);
      assert.deepEqual(vulkanDrivers({ VK_ADD_DRIVER_FILES: at('a/radeon.json') }, root, '/someone'), [at('a/radeon.json'), at('usr/share/vulkan/icd.d/intel_icd.json')]);
    });

    it('libraries that a provider asks for and that the system lacks are told by name', async function () {
      const binding = join(runtimeFolder()!, 'onnxruntime_binding.node');
      assert.deepEqual(await missingLibraries(binding), []);
      // The same library, asking for another one: a name of the same length in its place.
      const asking = readFileSync(binding);
      const at = asking.indexOf('libonnxruntime.so.1\0');
      assert.ok(at > 0);
      asking.write('libcudnn_missing.so', at, 'latin1');
      writeFileSync(join(root, 'provider.so'), asking);
      assert.deepEqual(await missingLibraries(join(root, 'provider.so')), ['libcudnn_missing.so']);
      assert.deepEqual(await missingLibraries(join(root, 'nothing.so')), []);
    });
  });

  it('a platform that onnxruntime has no part for is told so, and how to train all the same', async () => {
    assert.match(whyNoRuntime('linux', 'x64'), /is missing; reinstall the extension/);
    assert.match(whyNoRuntime('darwin', 'x64'), /^onnxruntime has no native part for macOS on x64; .*--backend eager/);
    const eager = await openDevice('eager');
    assert.equal(eager.info.id, 'eager');
    await eager.dispose();
  });
});
