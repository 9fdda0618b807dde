import { defineModule } from '../../python/modules.js';
import { native, RawNative } from '../../python/native.js';
import { unknown } from '../../python/values.js';
import { imageDirectory } from '../data/image-directory.js';
import { padSequences } from '../data/sequences.js';
import { ImageGeneratorClass } from '../data/image-generator.js';
import { ArrayValue } from '../array-value.js';
import { PlainClass } from '../../python/classes.js';
import { Tuple } from '../../python/containers.js';
import { asInteger } from '../../python/values.js';

const lost = (name: string, what: string) => native(`${name}(*args, **kwargs)`, (at) => unknown(what, at.span));

export default [
  defineModule({
    names: ['keras.preprocessing.image'],
    values: { ImageDataGenerator: new ImageGeneratorClass(), DirectoryIterator: new PlainClass('DirectoryIterator'), Iterator: new PlainClass('Iterator') },
    functions: [
      native('load_img(path, grayscale=False, color_mode="rgb", target_size=None, **kwargs)', (at, _path, grayscale, mode, size) => {
        const channels = grayscale === true || mode === 'grayscale' ? 1 : mode === 'rgba' ? 4 : 3;
        const [height, width] = size instanceof Tuple ? size.items.map((d) => asInteger(d)) : [null, null];
        return new ArrayValue([height ?? null, width ?? null, channels], 'float32', height && width ? {} : { loss: { reason: 'Images are not read by the analysis.', span: at.span } });
      }),
      native('img_to_array(img, data_format=None, dtype=None)', (at, image) => (image instanceof ArrayValue ? image : unknown('Images are not read by the analysis.', at.span))),
      lost('array_to_img', 'Images are not made by the analysis.'),
      native('save_img(*args, **kwargs)', () => null),
      new RawNative('image_dataset_from_directory(directory, **kwargs)', imageDirectory),
      lost('smart_resize', 'smart_resize is not followed.'),
    ],
  }),
  defineModule({ names: ['keras.preprocessing'], functions: [new RawNative('image_dataset_from_directory(directory, **kwargs)', imageDirectory)] }),
  defineModule({ names: ['keras.preprocessing.sequence'], functions: [padSequences] }),
  defineModule({ names: ['keras.preprocessing.text'], functions: [lost('Tokenizer', 'Tokenizers are not followed.')] }),
];
