import type { Span } from '../../../graph/types.js';
import type { DataArray } from '../../../recipe/types.js';
import { Tuple } from '../../python/containers.js';
import { defineModule, type ModuleDefinition } from '../../python/modules.js';
import { native } from '../../python/native.js';
import type { Value } from '../../python/values.js';
import { unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';

type Name = 'mnist' | 'fashion_mnist' | 'cifar10' | 'cifar100';
/** Shapes as `keras.datasets` gives them. */
const SETS: Readonly<Record<Name, { readonly train: number; readonly test: number; readonly image: readonly number[]; readonly label: readonly number[] }>> = {
  mnist: { train: 60000, test: 10000, image: [28, 28], label: [] },
  fashion_mnist: { train: 60000, test: 10000, image: [28, 28], label: [] },
  cifar10: { train: 50000, test: 10000, image: [32, 32, 3], label: [1] },
  cifar100: { train: 50000, test: 10000, image: [32, 32, 3], label: [1] },
};

function array(name: Name, split: 'train' | 'test', part: 'x' | 'y', span: Span): ArrayValue {
  const set = SETS[name];
  const data: DataArray = { source: { kind: 'kerasDataset', name, split, part, span }, steps: [], span };
  const label = name.startsWith('cifar') ? 'uint8' : 'uint8';
  return new ArrayValue([set[split], ...(part === 'x' ? set.image : set.label)], part === 'x' ? 'uint8' : label, { data });
}

const loaded = (name: Name, span: Span): Value =>
  new Tuple((['train', 'test'] as const).map((split) => new Tuple([array(name, split, 'x', span), array(name, split, 'y', span)])));

export const modules: readonly ModuleDefinition[] = (Object.keys(SETS) as Name[]).map((name) =>
  defineModule({ names: [`keras.datasets.${name}`], functions: [native('load_data(*args, **kwargs)', (at) => loaded(name, at.span))] }),
);

/** Data sets of text and of numbers: their shapes depend on arguments that only matter to models of text. */
const texts: readonly ModuleDefinition[] = ['imdb', 'reuters', 'boston_housing', 'california_housing'].map((name) =>
  defineModule({
    names: [`keras.datasets.${name}`],
    functions: [
      native('load_data(*args, **kwargs)', (at) => {
        const lost = (): Value => unknown(`The arrays of ${name} are not known without loading them.`, at.span);
        return new Tuple([new Tuple([lost(), lost()]), new Tuple([lost(), lost()])]);
      }),
      native('get_word_index(path="")', (at) => unknown(`The word index of ${name} is not known without loading it.`, at.span)),
    ],
  }),
);

export default [...modules, ...texts];
