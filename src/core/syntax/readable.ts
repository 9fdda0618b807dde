import type { Block, Node, SyntaxFlaw } from './ast.js';

/** A top-level statement of a part of a text, where it stands in the part. */
export interface Readable extends Node {
  /** Whether an error touches it. */
  readonly flawed: boolean;
  /** What it says, its places counted from where it begins. To be called in the order of the statements, if at all. */
  read(): { readonly body: Block; readonly errors: readonly SyntaxFlaw[]; /** Whether an error touches it or is in it. */ readonly flawed: boolean; readonly displaced?: true };
}
