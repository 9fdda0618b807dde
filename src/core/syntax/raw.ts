import type { Tree } from '@lezer/common';

/** A node of the concrete tree, positions relative to the statement that was read. */
export interface RawNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly children: RawNode[];
  readonly error: boolean;
}

/** Copies the part of a tree that lies in a range into plain nodes: one pass with a cursor, several times faster than walking syntax nodes. */
export function readRaw(tree: Tree, from: number, to: number): RawNode {
  const root: RawNode = { name: 'Script', from: 0, to: to - from, children: [], error: false };
  const cursor = tree.cursor();
  if (!cursor.firstChild()) return root;
  // What is missing just before a statement is missing from the one before it.
  while (cursor.to < from || (cursor.to === from && to > from)) if (!cursor.nextSibling()) return root;
  do {
    if (cursor.from >= to && !(cursor.from === to && cursor.type.isError)) break;
    if (cursor.from < from) continue;
    copyInto(root);
  } while (cursor.nextSibling());
  return root;

  function copyInto(parent: RawNode): void {
    const node = make();
    parent.children.push(node);
    if (cursor.firstChild()) {
      do {
        if (cursor.name !== 'Comment') copyInto(node);
      } while (cursor.nextSibling());
      cursor.parent();
    }
  }
  function make(): RawNode {
    return { name: cursor.name, from: cursor.from - from, to: cursor.to - from, children: [], error: cursor.type.isError };
  }
}
