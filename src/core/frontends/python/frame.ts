import type { Loss, Span } from '../../graph/types.js';
import type { Unknown } from '../../graph/values.js';
import type { Unit } from '../../syntax/ast.js';
import type { PyFunction } from './functions.js';
import type { States } from './journal.js';
import type { SourceModule } from './modules.js';
import type { Scope } from './scope.js';
import type { Value } from './values.js';

/** A way out of a block that was taken only under a condition that is not known. */
export interface PendingExit {
  readonly kind: 'return' | 'break' | 'continue';
  readonly value: Value;
  readonly states: States;
  readonly loss: Loss;
}

/** One running function call, or a module's top level. */
export class Frame {
  readonly pending: PendingExit[] = [];
  /** What a generator has yielded so far. */
  yielded: Value[] | null = null;
  lostYields: Unknown | null = null;
  /** The exception that a handler is dealing with. */
  handling: Value | undefined = undefined;

  constructor(
    readonly module: SourceModule,
    public unit: Unit,
    public scope: Scope,
    readonly fn: PyFunction | null,
    readonly callSpan: Span | null,
    readonly caller: Frame | null,
  ) {}
}
