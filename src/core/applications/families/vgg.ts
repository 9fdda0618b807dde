import { defineFamily, standardParameters } from '../define.js';
import { checkActivation } from '../input.js';

export default defineFamily({
  paper: 'Simonyan, Zisserman 2014: Very Deep Convolutional Networks for Large-Scale Image Recognition',
  modules: { vgg16: { functions: ['VGG16'], preprocess: 'caffe' }, vgg19: { functions: ['VGG19'], preprocess: 'caffe' } },
  parameters: standardParameters,
  functions: { VGG16: { name: 'vgg16', size: 224, convolutions: [2, 2, 3, 3, 3] }, VGG19: { name: 'vgg19', size: 224, convolutions: [2, 2, 4, 4, 4] } },
  minSize: 32,
  build(net, image, args, { convolutions }) {
    let x = image;
    convolutions.forEach((count, i) => {
      const block = `block${i + 1}`;
      for (let j = 1; j <= count; j++) x = net.conv(x, [64, 128, 256, 512, 512][i]!, 3, { padding: 'same', activation: 'relu', name: `${block}_conv${j}` });
      x = net.maxPool(x, 2, 2, { name: `${block}_pool` });
    });
    if (!args.includeTop) return net.pooled(x, args);
    x = net.layer('Flatten', x, { name: 'flatten' });
    for (const name of ['fc1', 'fc2']) x = net.dense(x, 4096, { activation: 'relu', name });
    checkActivation(args);
    return net.given('Dense', x, { units: args.maybe('classes'), activation: args.maybe('classifier_activation'), name: 'predictions' });
  },
});
