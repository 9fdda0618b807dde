/** The optimizer's variables between our names and Keras's order in a model file. */
import type { OptimizerState } from '../modelfiles/keras-file.js';
import { layoutOf } from '../modelfiles/layout.js';
import { shapeOf } from '../model/initialize.js';
import type { TypedArray } from '../trace/step.js';
import { scaleNames } from './loss-scale.js';
import { accumulationOf, baseSlots, slotName, slotsOf } from './optimize.js';
import type { Plan } from './plan.js';

interface Slotted {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Names in Keras's order (`BaseOptimizer.variables`): slots that an optimizer makes in one call stand together for each weight, those of
 * separate calls one after the other; averages of weights come first.
 */
function order(plan: Plan): Slotted[] {
  const { optimizer, config } = plan.optimizer;
  const places = new Map(layoutOf(plan.graph).weights.map(({ name }, i) => [name, i]));
  // A subclassed model is stored as a functional one, whose weights have an order of their own.
  const ordered = plan.graph.kind === 'Subclass' ? [...plan.weights].sort((a, b) => (places.get(a.name) ?? 0) - (places.get(b.name) ?? 0)) : plan.weights;
  const trained = ordered.filter(({ trainable }) => trainable).map((weight) => ({ name: weight.name, shape: shapeOf(weight) }));
  const of = new Map(trained.map(({ name, shape }) => [name, new Map(slotsOf(plan.optimizer, shape).map((slot) => [slot.name, slot.shape]))]));
  const slots = optimizer.slots(config).filter(({ scalar }) => !scalar).map(({ name }) => name);
  const groups = (optimizer.groups ?? slots.map((slot) => [slot])).map((group) => group.filter((slot) => slots.includes(slot))).filter((group) => group.length > 0);
  return [...baseSlots(config).map(({ name }) => [name]), ...groups].flatMap((group) =>
    trained.flatMap(({ name }) => group.flatMap((slot) => {
      const shape = of.get(name)!.get(slot);
      return shape ? [{ name: slotName(name, slot), shape }] : [];
    })),
  );
}

export function packOptimizer(plan: Plan, values: Readonly<Record<string, TypedArray>>, iterations: number, learningRate: number | null): OptimizerState {
  const { optimizer, config } = plan.optimizer;
  // Keras has one of these, behind all others; here each weight has its own, which is the same number.
  const first = plan.weights.find(({ trainable }) => trainable);
  const once = first ? optimizer.slots(config).filter(({ scalar, after }) => scalar && after).map(({ name }) => slotName(first.name, name)) : [];
  // Steps that a LossScaleOptimizer skipped are none for the optimizer inside, which is what the file has; its scale begins anew.
  const skipped = values[scaleNames.skipped]?.[0] ?? 0;
  return { iterations: iterations - skipped, learningRate, variables: [...order(plan), ...once.map((name) => ({ name, shape: [] }))].map(({ name, shape }) => ({ shape, values: values[name] as Float32Array })) };
}

/** Values by our names; Nadam's product of momenta is worked out again. */
export function unpackOptimizer(plan: Plan, state: OptimizerState): Record<string, TypedArray> {
  const { optimizer, config } = plan.optimizer;
  const values: Record<string, TypedArray> = {};
  order(plan).forEach(({ name }, i) => {
    const variable = state.variables[i];
    if (variable) values[name] = variable.values;
  });
  for (const slot of optimizer.slots(config)) {
    if (!slot.scalar || !slot.after) continue;
    for (const { name, trainable } of plan.weights) if (trainable) values[slotName(name, slot.name)] = Float32Array.of(slot.after(Math.floor(state.iterations / accumulationOf(config)), config));
  }
  return values;
}
