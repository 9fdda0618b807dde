import type { Loss } from './types.js';

interface Flags {
  /** `layer.trainable`. */
  readonly flag: boolean;
  /** Whether gradients reach its variables. A constructor's trainable=False does not reach those of layers made inside, as in Keras. */
  readonly weights: boolean;
}

/** The flags of a layer; immutable, so that a state that a branch left can be put back. */
export interface Trainable extends Flags {
  /** Set where a condition that is not known decides: the flags that the layer has the other way. */
  readonly otherwise?: Flags & {
    readonly loss: Loss;
    /** Several such conditions have met, so that nothing is known of how the flags of different layers go together. */
    readonly tangled: boolean;
  };
}

/** On which ways of the program an assignment happens: on all, on one of the two that `loss` parts, or perhaps. */
export type Way = 'always' | { readonly side: 'this' | 'other'; readonly loss: Loss } | { readonly side: 'perhaps'; readonly loss: Loss };

const same = (a: Flags, b: Flags): boolean => a.flag === b.flag && a.weights === b.weights;
/** Setting the value that it has does nothing: Keras on TensorFlow skips an assignment that changes nothing. */
const set = (flags: Flags, value: boolean): Flags => (flags.flag === value ? flags : { flag: value, weights: value });

function made(now: Flags, other: Flags, loss: Loss, tangled: boolean): Trainable {
  const { flag, weights } = now;
  return same(now, other) ? { flag, weights } : { flag, weights, otherwise: { flag: other.flag, weights: other.weights, loss, tangled } };
}

const either = (loss: Loss): Trainable => ({ flag: true, weights: true, otherwise: { flag: false, weights: false, loss, tangled: true } });

/** `trainable = value`. The second result says on which ways layers inside are set as well; null where on none. */
export function assigned(state: Trainable, value: boolean, way: Way): { readonly state: Trainable; readonly inside: Way | null } {
  const { otherwise } = state;
  if (way === 'always') {
    if (!otherwise) return state.flag === value ? { state, inside: null } : { state: { flag: value, weights: value }, inside: 'always' };
    const { loss, tangled } = otherwise;
    if (tangled) return { state: { flag: value, weights: value }, inside: { side: 'perhaps', loss } };
    const next = made(set(state, value), set(otherwise, value), loss, false);
    const [here, there] = [state.flag !== value, otherwise.flag !== value];
    return { state: next, inside: here && there ? 'always' : here ? { side: 'this', loss } : there ? { side: 'other', loss } : null };
  }
  const { loss } = way;
  if (way.side === 'perhaps' || (otherwise && (otherwise.tangled || otherwise.loss !== loss))) {
    return !otherwise && state.flag === value ? { state, inside: null } : { state: either(loss), inside: { side: 'perhaps', loss } };
  }
  const [now, other] = [state, otherwise ?? state];
  const changes = (way.side === 'this' ? now : other).flag !== value;
  return { state: changes ? made(way.side === 'this' ? set(now, value) : now, way.side === 'other' ? set(other, value) : other, loss, false) : state, inside: changes ? way : null };
}

/** `trainable` may have been set to anything. */
export const lostTrainable = either;

/** The flags where the program came by one of two ways. */
export function joined(a: Trainable, b: Trainable, loss: Loss): Trainable {
  if (!a.otherwise && !b.otherwise) return same(a, b) ? a : made(a, b, loss, false);
  if (a.otherwise && b.otherwise && same(a, b) && same(a.otherwise, b.otherwise) && a.otherwise.loss === b.otherwise.loss) return a;
  return either(loss);
}

/** Why it is not known whether gradients reach the variables; null where it is known. */
export const trainableLoss = ({ weights, otherwise }: Trainable): Loss | null => (otherwise && otherwise.weights !== weights ? otherwise.loss : null);
