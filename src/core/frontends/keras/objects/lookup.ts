import type { ObjectClass } from '../object-value.js';
import type { Kind } from './kind.js';
import { specs } from './registry.generated.js';

const kinds: readonly Kind[] = Object.values(specs);
const byKind = new Map(kinds.map((kind) => [kind.definition.kind, kind]));

/** A class of a kind (`optimizer`, `loss`, `metric`, …) by any string that Keras takes for it. */
export const classByName = (kind: string, name: string): ObjectClass | undefined => byKind.get(kind)?.byString(name);
export const allKinds = (): readonly Kind[] => kinds;
