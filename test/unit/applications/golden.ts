import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { GraphBuilder } from '../../../src/core/graph/builder.js';
import type { SymbolicTensor } from '../../../src/core/graph/instance.js';
import { type BuiltApplication, buildApplication } from '../../../src/core/applications/build.js';
import { applicationFunctions } from '../../../src/core/applications/lookup.js';
import type { ConfigValue, Shape } from '../../../src/core/graph/types.js';
import type { Maybe } from '../../../src/core/graph/values.js';

/** Name, class, shape of the output, weights, names of the layers before it; then the rows of a nested model, or the configuration. */
export type Row = readonly [string, string, Shape, readonly (readonly [name: string, shape: Shape, trainable: boolean])[], readonly string[], (readonly Row[] | { readonly [key: string]: ConfigValue })?];

export interface Case {
  readonly function: string;
  readonly positional: readonly ConfigValue[];
  readonly keyword: { readonly [name: string]: ConfigValue };
  readonly format?: 'channels_first';
  /** How often the function is called before, so that automatic names count on. */
  readonly again?: number;
  readonly tensor?: readonly [kind: 'input' | 'batch' | 'rescaled' | 'coloured' | 'two', shape: readonly (number | null)[]];
  readonly error?: string;
  readonly model?: {
    readonly name: string; readonly inputs: readonly Shape[]; readonly output: Shape; readonly total: number; readonly trainable: number; readonly nonTrainable: number;
    readonly layers: number; readonly operations: number; readonly digest: string; readonly rows?: readonly Row[];
  };
}

interface Golden {
  readonly signatures: { readonly [name: string]: readonly (readonly [name: string, fallback: ConfigValue])[] };
  readonly modules: { readonly [name: string]: { readonly functions: readonly string[]; readonly whitePixel: readonly number[] } };
  readonly cases: readonly Case[];
}

/** What real Keras said; `test/oracle/applications.py` writes it. */
export const golden = JSON.parse(gunzipSync(readFileSync(new URL('../../golden/applications/builds.json.gz', import.meta.url))).toString()) as Golden;

/** Makes the call of a case. */
export function run(test: Case): BuiltApplication & { readonly builder: GraphBuilder } {
  const builder = new GraphBuilder();
  builder.imageDataFormat = test.format ?? 'channels_last';
  const fn = applicationFunctions().get(test.function)!;
  for (let i = 0; i < (test.again ?? 0); i++) buildApplication(builder, fn, [], new Map([['weights', null]]));
  const keyword = new Map<string, Maybe>(Object.entries(test.keyword));
  if (test.tensor) keyword.set('input_tensor', tensorOf(builder, test.tensor));
  return { ...buildApplication(builder, fn, test.positional, keyword), builder };
}

function tensorOf(builder: GraphBuilder, [kind, shape]: NonNullable<Case['tensor']>): SymbolicTensor {
  if (kind === 'input') return builder.input([null, ...shape], { name: 'photo' });
  if (kind === 'batch') return builder.input([8, ...shape]);
  const apply = (type: string, config: { readonly [key: string]: Maybe }, inputs: SymbolicTensor | readonly SymbolicTensor[], name?: string) =>
    builder.call(builder.createLayer(type, config, { name }).layer, inputs).outputs as SymbolicTensor;
  const image = builder.input([null, ...shape]);
  // Python makes the layer before its argument where it reads Layer(...)(Input(...)); only numbering could tell.
  if (kind === 'rescaled') return apply('Rescaling', { scale: 1 / 255 }, image);
  if (kind === 'coloured') return apply('Conv2D', { filters: 3, kernelSize: 1 }, image, 'colour');
  return apply('Concatenate', {}, [image, builder.input([null, ...shape.slice(0, 2), 1])]);
}
