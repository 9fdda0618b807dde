/** The classes of a folder of images: its folders, or those of them that the program names. */
import type { ConfigValue } from '../../../graph/types.js';
import type { Unknown } from '../../../graph/values.js';
import { Dict, List } from '../../python/containers.js';
import { type Site, type Value, unknown } from '../../python/values.js';
import type { DataAttributes } from '../dataset-value.js';
import { sessionOf } from '../session.js';

/** What `flow_from_directory` says of them (`DirectoryIterator`). */
export function generatorClasses(path: string, given: ConfigValue | undefined): DataAttributes {
  const known = (at: Site, of: (names: readonly string[]) => Value): Value => {
    const names = namesOf(path, given, () => true, at);
    return Array.isArray(names) ? of(names as readonly string[]) : (names as Unknown);
  };
  return {
    num_classes: (at) => known(at, ({ length }) => length),
    class_indices: (at) => known(at, (names) => Dict.of(names.map((name, i) => [name, i]))),
  };
}

/** What `image_dataset_from_directory` says of them, where labels come from the folders; only the dataset that it gives itself does, none that is made of it. */
export function datasetClasses(path: string, { labels, labelMode, classNames }: { readonly [name: string]: ConfigValue }): DataAttributes {
  if (labels !== 'inferred' || labelMode === null) return {};
  return {
    class_names: (at) => {
      const names = namesOf(path, classNames, (name) => !name.startsWith('.'), at);
      return Array.isArray(names) ? new List([...(names as readonly string[])]) : (names as Unknown);
    },
  };
}

function namesOf(path: string, given: ConfigValue | undefined, taken: (name: string) => boolean, at: Site): readonly string[] | Unknown {
  if (Array.isArray(given) && given.every((name) => typeof name === 'string')) return given;
  const found = sessionOf(at.machine).readFolder?.(path, at.machine.file)?.filter(taken);
  if (found && found.length > 0) return found;
  return unknown(`How many classes there are is said by the folders in "${path}", ${found ? 'which holds none' : 'which was not found beside this file'}.`, at.span);
}
