import type { Tree, TreeCursor } from '@lezer/common';

/** A node of the concrete tree, positions relative to the statement that was read. */
export interface RawNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly children: readonly RawNode[];
  readonly error: boolean;
  /** Whether it is an error or holds one. */
  readonly flawed: boolean;
}

/** Most nodes are leaves. */
const none: readonly never[] = [];

/**
 * Copies parts of a tree into plain nodes, with one cursor that passes over the tree once: several times faster than walking syntax
 * nodes, and a text of many statements is not begun anew for each.
 */
export class RawReader {
  private readonly cursor: TreeCursor;
  private more: boolean;

  constructor(tree: Tree) {
    this.cursor = tree.cursor();
    this.more = this.cursor.firstChild();
  }

  /** What lies in a range, below a node for the whole of it. A range must not begin before the end of the last one. */
  read(from: number, to: number): RawNode {
    const { cursor } = this;
    const children: RawNode[] = [];
    // What is missing just before a statement is missing from the one before it.
    while (this.more && (cursor.to < from || (cursor.to === from && to > from))) this.more = cursor.nextSibling();
    for (; this.more; this.more = cursor.nextSibling()) {
      if (cursor.from >= to && !(cursor.from === to && cursor.type.isError)) break;
      if (cursor.from >= from) children.push(this.copy(from));
    }
    return { name: 'Script', from: 0, to: to - from, children, error: false, flawed: children.some(({ flawed }) => flawed) };
  }

  private copy(start: number): RawNode {
    const { cursor } = this;
    const { type, from, to } = cursor;
    const error = type.isError;
    let flawed = error;
    let children: RawNode[] | null = null;
    if (cursor.firstChild()) {
      children = [];
      do {
        if (cursor.type.name === 'Comment') continue;
        const child = this.copy(start);
        children.push(child);
        if (child.flawed) flawed = true;
      } while (cursor.nextSibling());
      cursor.parent();
    }
    return { name: type.name, from: from - start, to: to - start, children: children ?? none, error, flawed };
  }
}
