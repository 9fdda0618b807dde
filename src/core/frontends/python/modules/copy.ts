import { Dict, List } from '../containers.js';
import { defineModule } from '../modules.js';
import { native } from '../native.js';
import type { Value } from '../values.js';

const shallow = (x: Value): Value => (x instanceof List ? new List([...x.items]) : x instanceof Dict ? Dict.of(x.entries.values()) : x);
const deep = (x: Value): Value => (x instanceof List ? new List(x.items.map(deep)) : x instanceof Dict ? Dict.of([...x.entries.values()].map(([k, v]) => [k, deep(v)] as const)) : x);

export default defineModule({ names: ['copy'], functions: [native('copy(x)', (_at, x) => shallow(x)), native('deepcopy(x, memo=None)', (_at, x) => deep(x))] });
