import { defineModule } from '../../python/modules.js';
import { native, RawNative } from '../../python/native.js';
import { unknown } from '../../python/values.js';
import { imageDirectory } from '../data/image-directory.js';
import { padSequences } from '../data/sequences.js';
import { makeTokenizer } from '../data/tokenizer.js';
import { ImageGeneratorClass } from '../data/image-generator.js';
import { imageToArray, loadImage } from '../files/read.js';
import { PlainClass } from '../../python/classes.js';

const lost = (name: string, what: string) => native(`${name}(*args, **kwargs)`, (at) => unknown(what, at.span));

export default [
  defineModule({
    names: ['keras.preprocessing.image'],
    values: { ImageDataGenerator: new ImageGeneratorClass(), DirectoryIterator: new PlainClass('DirectoryIterator'), Iterator: new PlainClass('Iterator') },
    functions: [
      loadImage, imageToArray,
      lost('array_to_img', 'Images are not made by the analysis.'),
      native('save_img(*args, **kwargs)', () => null),
      new RawNative('image_dataset_from_directory(directory, **kwargs)', imageDirectory),
      lost('smart_resize', 'smart_resize is not followed.'),
    ],
  }),
  defineModule({ names: ['keras.preprocessing'], functions: [new RawNative('image_dataset_from_directory(directory, **kwargs)', imageDirectory)] }),
  defineModule({ names: ['keras.preprocessing.sequence'], functions: [padSequences] }),
  defineModule({ names: ['keras.preprocessing.text'], functions: [makeTokenizer] }),
];
