import assert from 'node:assert/strict';
import { applicationFunction, applicationFunctions, applicationModules, preprocessing } from '../../../src/core/applications/lookup.js';
import { golden } from './golden.js';

/** What each mode makes of a white pixel (255, 255, 255). */
const white = {
  caffe: [151.061, 138.221, 131.32],
  tf: [1, 1, 1],
  torch: [2.2489, 2.4286, 2.64],
  none: [255, 255, 255],
};

describe('functions and modules of keras.applications', () => {
  it('are those that Keras has', () => {
    assert.deepEqual([...applicationFunctions().keys()].sort(), Object.keys(golden.signatures).sort());
    assert.equal(applicationFunctions().size, 40);
    assert.deepEqual([...applicationModules().keys()].sort(), Object.keys(golden.modules).filter((name) => name !== 'imagenet_utils').sort());
  });

  for (const [name, signature] of Object.entries(golden.signatures)) {
    it(`${name} has Keras's arguments and defaults`, () => {
      const { family, variant } = applicationFunctions().get(name)!;
      assert.deepEqual(family.parameters.map(([parameter, fallback]) => [parameter, parameter === 'name' ? variant.name : fallback]), signature);
    });
  }

  for (const [module, { functions, whitePixel }] of Object.entries(golden.modules)) {
    if (module === 'imagenet_utils') continue;
    it(`${module} exports what Keras's does`, () => {
      assert.deepEqual([...applicationModules().get(module)!.functions].sort(), [...functions].sort());
      const mode = preprocessing(`${module}.preprocess_input`);
      assert.deepEqual(white[mode ?? 'none'], whitePixel);
    });
  }

  it('are found by public name and by module path', () => {
    for (const path of ['VGG16', 'vgg16.VGG16', 'keras.applications.VGG16', 'keras.applications.vgg16.VGG16', 'tensorflow.keras.applications.vgg16.VGG16']) assert.equal(applicationFunction(path)?.name, 'VGG16');
    for (const path of ['VGG17', 'vgg16.VGG19', 'vgg16', 'mobilenet_v3.MobileNetV3Small', 'keras.applications.vgg16.VGG16.x', 'imagenet_utils.VGG16']) assert.equal(applicationFunction(path), undefined);
    assert.equal(preprocessing('keras.applications.vgg16.preprocess_input'), 'caffe');
    assert.equal(preprocessing('keras.applications.mobilenet_v3.preprocess_input'), null);
    for (const path of ['preprocess_input', 'vgg16.decode_predictions', 'imagenet_utils.preprocess_input']) assert.equal(preprocessing(path), undefined);
  });
});
