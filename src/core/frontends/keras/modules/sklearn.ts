import { defineModule } from '../../python/modules.js';
import { RawNative } from '../../python/native.js';
import { shuffled, trainTestSplit } from '../data/split.js';

/** Of scikit-learn only what parts and shuffles the data. */
export default [
  defineModule({ names: ['sklearn.model_selection'], functions: [new RawNative('train_test_split(*arrays, **options)', trainTestSplit)] }),
  defineModule({ names: ['sklearn.utils'], functions: [new RawNative('shuffle(*arrays, **options)', shuffled)] }),
];
