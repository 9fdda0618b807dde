import type { UnitIndex } from './unit-index.js';
/**
 * Python's statements and expressions as typed values. Positions are UTF-16 offsets from the start of the top-level statement
 * (the `Unit`) that holds the node, so that an edit above a statement does not touch what is known of it.
 */

export interface Node {
  readonly from: number;
  readonly to: number;
}

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=' | 'in' | 'not in' | 'is' | 'is not';

export type FStringPart =
  | string
  | { readonly value: Expr; readonly conversion: string | null; readonly spec: readonly FStringPart[] | null };

export interface Argument extends Node {
  readonly form: 'positional' | 'keyword' | '*' | '**';
  /** The keyword's name; empty otherwise. */
  readonly name: string;
  readonly value: Expr;
}

export interface Parameter extends Node {
  readonly form: 'normal' | '*' | '**';
  readonly name: string;
  readonly annotation: Expr | null;
  readonly default: Expr | null;
  readonly keywordOnly: boolean;
  readonly positionalOnly: boolean;
}

export interface ComprehensionClause {
  readonly target: Expr;
  readonly iterable: Expr;
  readonly conditions: readonly Expr[];
}

export type NameExpr = Node & { readonly kind: 'Name'; readonly id: string };
export type AttributeExpr = Node & { readonly kind: 'Attribute'; readonly value: Expr; readonly name: string; readonly nameFrom: number };
export type SubscriptExpr = Node & { readonly kind: 'Subscript'; readonly value: Expr; readonly index: Expr };
export type CallExpr = Node & { readonly kind: 'Call'; readonly callee: Expr; readonly arguments: readonly Argument[] };
export type LambdaExpr = Node & { readonly kind: 'Lambda'; readonly parameters: readonly Parameter[]; readonly body: Expr };
export type ComprehensionExpr = Node & {
  readonly kind: 'Comprehension';
  readonly makes: 'list' | 'set' | 'dict' | 'generator';
  readonly key: Expr | null;
  readonly element: Expr;
  readonly clauses: readonly ComprehensionClause[];
};
export type SequenceExpr = Node & { readonly kind: 'Sequence'; readonly makes: 'list' | 'tuple' | 'set'; readonly items: readonly Expr[] };

export type Expr =
  | NameExpr
  | AttributeExpr
  | SubscriptExpr
  | CallExpr
  | LambdaExpr
  | ComprehensionExpr
  | SequenceExpr
  | (Node & { readonly kind: 'None' | 'Ellipsis' })
  | (Node & { readonly kind: 'Boolean'; readonly value: boolean })
  | (Node & { readonly kind: 'Integer' | 'Float'; readonly value: number })
  | (Node & { readonly kind: 'String'; readonly value: string; readonly bytes: boolean })
  | (Node & { readonly kind: 'FString'; readonly parts: readonly FStringPart[] })
  | (Node & { readonly kind: 'Slice'; readonly lower: Expr | null; readonly upper: Expr | null; readonly step: Expr | null })
  | (Node & { readonly kind: 'Binary'; readonly operator: string; readonly left: Expr; readonly right: Expr })
  | (Node & { readonly kind: 'Compare'; readonly first: Expr; readonly rest: readonly { readonly operator: Comparison; readonly value: Expr }[] })
  | (Node & { readonly kind: 'Logic'; readonly operator: 'and' | 'or'; readonly left: Expr; readonly right: Expr })
  | (Node & { readonly kind: 'Unary'; readonly operator: '-' | '+' | '~' | 'not'; readonly value: Expr })
  | (Node & { readonly kind: 'Conditional'; readonly test: Expr; readonly then: Expr; readonly otherwise: Expr })
  | (Node & { readonly kind: 'Dict'; readonly entries: readonly { readonly key: Expr | null; readonly value: Expr }[] })
  | (Node & { readonly kind: 'Walrus'; readonly target: Expr; readonly value: Expr })
  | (Node & { readonly kind: 'Starred'; readonly value: Expr })
  | (Node & { readonly kind: 'Yield'; readonly value: Expr | null; readonly all: boolean })
  | (Node & { readonly kind: 'Await'; readonly value: Expr })
  | Broken;

/** What could not be read. */
export type Broken = Node & { readonly kind: 'Broken' };

export type Pattern =
  | { readonly kind: 'capture'; readonly name: string | null }
  | { readonly kind: 'value'; readonly value: Expr }
  | { readonly kind: 'or'; readonly options: readonly Pattern[] }
  | { readonly kind: 'as'; readonly pattern: Pattern; readonly name: string }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'star'; readonly name: string | null }
  | { readonly kind: 'mapping'; readonly entries: readonly { readonly key: Expr; readonly value: Pattern }[]; readonly rest: string | null }
  | { readonly kind: 'class'; readonly type: Expr; readonly positional: readonly Pattern[]; readonly keyword: readonly { readonly name: string; readonly value: Pattern }[] };

export interface ImportedName extends Node {
  /** Dotted in `import a.b`, one name in `from … import name`. */
  readonly name: string;
  readonly alias: string | null;
}

export type Block = readonly Stmt[];

export type FunctionStmt = Node & {
  readonly kind: 'Function';
  readonly name: string;
  readonly nameFrom: number;
  readonly parameters: readonly Parameter[];
  readonly body: Block;
  readonly decorators: readonly Expr[];
  /** True where the body holds a `yield` of its own. */
  readonly generator: boolean;
};
export type ClassStmt = Node & {
  readonly kind: 'Class';
  readonly name: string;
  readonly nameFrom: number;
  readonly bases: readonly Argument[];
  readonly body: Block;
  readonly decorators: readonly Expr[];
};
export type ImportFromStmt = Node & {
  readonly kind: 'ImportFrom';
  /** Number of leading dots. */
  readonly level: number;
  readonly module: string;
  readonly moduleFrom: number;
  readonly moduleTo: number;
  readonly names: readonly ImportedName[];
  readonly star: boolean;
};
export type TryStmt = Node & {
  readonly kind: 'Try';
  readonly body: Block;
  readonly handlers: readonly { readonly type: Expr | null; readonly name: string | null; readonly body: Block }[];
  readonly otherwise: Block;
  readonly finally: Block;
};
export type MatchStmt = Node & {
  readonly kind: 'Match';
  readonly subject: Expr;
  readonly cases: readonly { readonly pattern: Pattern; readonly guard: Expr | null; readonly body: Block }[];
};
export type ForStmt = Node & { readonly kind: 'For'; readonly target: Expr; readonly iterable: Expr; readonly body: Block; readonly otherwise: Block };
export type WhileStmt = Node & { readonly kind: 'While'; readonly test: Expr; readonly body: Block; readonly otherwise: Block };
export type IfStmt = Node & { readonly kind: 'If'; readonly test: Expr; readonly body: Block; readonly otherwise: Block };

export type Stmt =
  | FunctionStmt
  | ClassStmt
  | ImportFromStmt
  | TryStmt
  | MatchStmt
  | ForStmt
  | WhileStmt
  | IfStmt
  | (Node & { readonly kind: 'Expression'; readonly value: Expr })
  | (Node & { readonly kind: 'Assign'; readonly targets: readonly Expr[]; readonly value: Expr })
  | (Node & { readonly kind: 'Annotated'; readonly target: Expr; readonly annotation: Expr; readonly value: Expr | null })
  | (Node & { readonly kind: 'Update'; readonly target: Expr; readonly operator: string; readonly value: Expr })
  | (Node & { readonly kind: 'Return'; readonly value: Expr | null })
  | (Node & { readonly kind: 'Raise'; readonly value: Expr | null })
  | (Node & { readonly kind: 'Delete'; readonly targets: readonly Expr[] })
  | (Node & { readonly kind: 'Assert'; readonly test: Expr })
  | (Node & { readonly kind: 'Scope'; readonly names: readonly string[]; readonly nonlocal: boolean })
  | (Node & { readonly kind: 'Import'; readonly names: readonly ImportedName[] })
  | (Node & { readonly kind: 'With'; readonly items: readonly { readonly context: Expr; readonly target: Expr | null }[]; readonly body: Block })
  | (Node & { readonly kind: 'Pass' | 'Break' | 'Continue' })
  | Broken;

/** One top-level statement. `base` is where it starts in the text; it moves when text above is edited. */
export interface Unit {
  base: number;
  readonly text: string;
  readonly body: Block;
  /** Where this statement (alone) breaks Python's grammar. */
  readonly errors: readonly SyntaxFlaw[];
  /** Set where it is indented without standing in a block: where it belongs, names may be known that are not here. */
  readonly displaced?: true;
  /** What it mentions, once somebody has asked: see `indexOf`. */
  index?: UnitIndex;
}

export interface SyntaxFlaw extends Node {
  readonly message: string;
}
