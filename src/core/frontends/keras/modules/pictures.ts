/** OpenCV and Pillow, as far as programs read images for their models with them. */
import { defineModule } from '../../python/modules.js';
import { native } from '../../python/native.js';
import { openPicture, readOpencv, resizeOpencv, turnChannels } from '../files/pictures.js';

const resampling = { NEAREST: 0, LANCZOS: 1, ANTIALIAS: 1, BILINEAR: 2, BICUBIC: 3, BOX: 4, HAMMING: 5 };

export default [
  defineModule({
    names: ['cv2'],
    values: {
      IMREAD_UNCHANGED: -1, IMREAD_GRAYSCALE: 0, IMREAD_COLOR: 1, COLOR_BGR2RGB: 4, COLOR_RGB2BGR: 4, COLOR_BGR2GRAY: 6, COLOR_RGB2GRAY: 7,
      INTER_NEAREST: 0, INTER_LINEAR: 1, INTER_CUBIC: 2, INTER_AREA: 3, INTER_LANCZOS4: 4,
    },
    functions: [
      native('imread(filename, flags=1)', (at, path, flags) => readOpencv(path ?? null, flags ?? null, at)),
      native('resize(src, dsize, dst=None, fx=0, fy=0, interpolation=1)', (at, image, size, _dst, _fx, _fy, interpolation) => resizeOpencv(image ?? null, size ?? null, interpolation ?? null, at)),
      native('cvtColor(src, code, dst=None, dstCn=0)', (at, image, code) => turnChannels(image ?? null, code ?? null, at)),
    ],
  }),
  defineModule({ names: ['PIL.Image'], values: resampling, functions: [native('open(fp, mode="r", formats=None)', (at, path) => openPicture(path ?? null, at))] }),
  defineModule({ names: ['PIL.Image.Resampling'], values: resampling }),
];
