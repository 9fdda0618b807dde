import assert from 'node:assert/strict';
import { GraphBuilder, ModelInstance, type SymbolicTensor } from '../../../src/core/graph/builder.js';
import { countParameters } from '../../../src/core/graph/count.js';
import { type Maybe, Unknown } from '../../../src/core/graph/values.js';
import { buildApplication } from '../../../src/core/applications/build.js';
import { applicationFunctions } from '../../../src/core/applications/lookup.js';
import { fixed, roundChannels } from '../../../src/core/applications/rounding.js';

const lost = new Unknown({ reason: 'args.x is not known', span: { from: 3, to: 9 } });

function call(name: string, keyword: { readonly [name: string]: Maybe }) {
  const builder = new GraphBuilder();
  const { model, problems } = buildApplication(builder, applicationFunctions().get(name)!, [], new Map(Object.entries(keyword)));
  return { builder, model, problems };
}

describe('published architectures with arguments that are not known', () => {
  it('keep what does not depend on the number of classes', () => {
    const { builder, model, problems } = call('VGG16', { weights: null, classes: lost });
    assert.ok(model instanceof ModelInstance);
    assert.deepEqual([problems, model.outputs[0]!.shape, model.outputs[0]!.loss, countParameters(builder.graphOf(model)).total], [[], [null, null], lost.loss, null]);
  });

  it('keep the totals of a base whose image size is not known, and say which axes were lost', () => {
    for (const shape of [lost, [lost, lost, 3]]) {
      const { builder, model } = call('VGG16', { include_top: false, input_shape: shape });
      assert.ok(model instanceof ModelInstance);
      assert.equal(countParameters(builder.graphOf(model)).total, 14_714_688);
      assert.deepEqual([model.outputs[0]!.shape, model.outputs[0]!.loss], [[null, null, null, 512], lost.loss]);
    }
  });

  it('are unknown, with the reason, where the layers themselves depend on it', () => {
    for (const [name, argument] of [['ResNet50', 'include_top'], ['MobileNetV2', 'alpha'], ['ResNet50', 'pooling'], ['MobileNetV3Small', 'minimalistic'], ['DenseNet121', 'input_tensor']] as const) {
      const { model, problems } = call(name, { include_top: false, [argument]: lost });
      assert.ok(model instanceof Unknown, `${name} ${argument}`);
      assert.deepEqual([model.loss, problems], [lost.loss, []]);
    }
  });

  it('never report an error that a value could make untrue', () => {
    // One function of each family.
    for (const name of new Map([...applicationFunctions().values()].map((fn) => [fn.family, fn.name])).values()) {
      for (const argument of ['weights', 'classes', 'classifier_activation', 'input_shape', 'name', 'pooling', 'include_top']) {
        assert.deepEqual(call(name, { [argument]: lost }).problems, [], `${name} ${argument}`);
      }
    }
  });
});

describe('published architectures inside other models', () => {
  it('give the shapes of the image that they are applied to', () => {
    for (const [name, shape] of [['MobileNetV3Small', [null, 7, 7, 576]], ['ConvNeXtTiny', [null, 7, 7, 768]], ['InceptionResNetV2', [null, 5, 5, 1536]]] as const) {
      const { builder, model } = call(name, { include_top: false });
      assert.ok(model instanceof ModelInstance);
      const { outputs } = builder.call(model, builder.input([null, 224, 224, 3]));
      assert.deepEqual([(outputs as SymbolicTensor).shape, (outputs as SymbolicTensor).loss], [shape, undefined], name);
    }
  });
});

describe('messages of published architectures', () => {
  const cases: readonly (readonly [name: string, keyword: { readonly [name: string]: Maybe }, argument: string, message: RegExp])[] = [
    ['VGG16', { clases: 3 }, 'clases', /Did you mean classes\?/],
    ['VGG16', { weights: 'imagnet' }, 'weights', /Did you mean "imagenet"\?/],
    ['VGG16', { classes: 10 }, 'classes', /1000 classes, but classes is 10\. Build it with include_top=False/],
    ['VGG16', { input_shape: [150, 150, 3] }, 'input_shape', /takes \(224, 224, 3\), but input_shape is \(150, 150, 3\)\. Use include_top=False/],
    ['Xception', { include_top: false, input_shape: [70, 70, 3] }, 'input_shape', /at least 71x71/],
    ['EfficientNetB0', { name: 'backbone' }, 'name', /under the model's name/],
    ['MobileNet', { alpha: 0.6 }, 'alpha', /0\.25, 0\.5, 0\.75, 1, but found 0\.6/],
    ['VGG16', { weights: null, classifier_activation: 'sofmax' }, 'classifier_activation', /Did you mean "softmax"\?/],
  ];
  for (const [name, keyword, argument, message] of cases) {
    it(`say what to do: ${name} ${JSON.stringify(keyword)}`, () => {
      const { problems } = call(name, keyword);
      assert.deepEqual(problems.map((p) => p.argument), [argument]);
      assert.match(problems[0]!.message, message);
    });
  }
});

describe('rounding', () => {
  it('formats as Python does', () => assert.deepEqual([0.125, 0.375, 0.625, 0.875, 1, 1.4, 0.35, 2.5].map(fixed), ['0.12', '0.38', '0.62', '0.88', '1.00', '1.40', '0.35', '2.50']));
  it('keeps channels even and not a tenth smaller', () => assert.deepEqual([3, 8, 11, 12, 19.2, 31.9, 45.5].map((n) => roundChannels(n)), [8, 8, 16, 16, 24, 32, 48]));
});
