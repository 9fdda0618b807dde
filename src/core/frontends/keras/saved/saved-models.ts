import type { LayerInstance, ModelInstance } from '../../../graph/builder.js';
import { noteReads, noteShared } from '../../../graph/history.js';
import { Dict } from '../../python/containers.js';
import type { Mutable, Site, Value } from '../../python/values.js';
import { copyModel } from '../clone.js';
import type { Compiled } from '../recipe/draft.js';
import { sessionOf } from '../session.js';
import { namedObjects } from './own-objects.js';

/** A model as it was when the program saved it. */
interface Kept {
  readonly model: ModelInstance;
  readonly layers: number;
  readonly flags: readonly boolean[];
  readonly compiled: Compiled | null;
}

const SAVED = 'saved models';

/** By path; null where two ways saved different models. */
type State = ReadonlyMap<string, Kept | null>;

/** What the program itself saved so far, by path: what it loads from there is that model, whatever the file holds before the program runs. */
export class SavedModels implements Mutable {
  readonly born = 0;
  private kept: State = new Map();

  /** `model.save(path)`, or a checkpoint of `fit` that keeps whole models. */
  save(path: string, model: ModelInstance, at: Site): void {
    const session = sessionOf(at.machine);
    if (at.machine.quiet > 0) return;
    noteShared(SAVED);
    at.machine.journal.touch(this);
    const draft = session.recipes.get(model);
    this.kept = new Map(this.kept).set(plain(path), { model, layers: model.layers.length, flags: everyLayer(model).map(({ trainable }) => trainable), compiled: draft?.compileSpan ? draft.compiledPart() : null });
  }

  /** A copy of the model that was saved at a path; null where none was, and why there is none where it cannot be copied. */
  load(path: string, custom: Value, compiles: boolean, at: Site): ModelInstance | string | null {
    noteReads(SAVED);
    const found = this.kept.get(plain(path));
    if (found === undefined) return null;
    if (found === null) return `Which model was saved in "${path}" depends on a condition that is not known.`;
    const session = sessionOf(at.machine);
    if (found.model.layers.length !== found.layers) return `The model in "${path}" was saved before layers were added to it or removed, which is not followed.`;
    const finds = new Set([...session.own.values(), ...(custom instanceof Dict ? namedObjects(custom).values() : [])]);
    const made = copyModel(found.model, session, at, (cls) => finds.has(cls));
    if (!made) return `The model in "${path}" has layers of the program's own classes that Keras does not find, or that are not followed. Decorate the class with @keras.saving.register_keras_serializable(), or name it in custom_objects.`;
    const copies = everyLayer(made);
    if (copies.length === found.flags.length) copies.forEach((layer, i) => !layer.operations && layer.trainable !== found.flags[i] && (layer.trainable = found.flags[i]!));
    if (compiles && found.compiled) {
      const draft = session.recipe(made);
      draft.takeCompiled(found.compiled, at.span);
      draft.trainable.compiled(made, at.span);
    }
    return made;
  }

  snapshot(): State {
    return this.kept;
  }
  restore(state: State): void {
    this.kept = state;
  }
  /** What is saved on one of two ways only is there for what follows: on the other, a file would be missing. */
  join(a: State, b: State): void {
    const differs = (path: string): boolean => a.has(path) && b.has(path) && a.get(path) !== b.get(path) && !same(a.get(path), b.get(path));
    this.kept = new Map([...b, ...a].map(([path, kept]) => [path, differs(path) ? null : kept] as const));
  }
}

/** Whether two saves gave the same file: one model with the same flags, compiled alike. */
const same = (a: Kept | null | undefined, b: Kept | null | undefined): boolean => !!a && !!b && a.model === b.model && a.layers === b.layers && written(a) === written(b);
const written = ({ flags, compiled }: Kept): string => JSON.stringify([flags, compiled && { ...compiled, named: [] }]);

/** Paths that mean the same file: `./a//b.keras` and `a/b.keras`. */
const plain = (path: string): string => path.replace(/\/{2,}/g, '/').replace(/^(\.\/)+/, '');

type Held = LayerInstance & { readonly operations?: readonly LayerInstance[] };
/** All layers in Keras's order, those of nested models after their model. */
const everyLayer = (model: ModelInstance): readonly Held[] => model.layers.flatMap((layer: Held) => [layer, ...('operations' in layer ? everyLayer(layer as unknown as ModelInstance) : [])]);
