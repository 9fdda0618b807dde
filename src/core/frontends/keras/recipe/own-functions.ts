/** Losses and metrics that are functions of the file: what they compute, followed on tensors as layers of the program are. */
import { firstLoss } from '../../../graph/arguments.js';
import type { SymbolicTensor } from '../../../graph/builder.js';
import { exportGraph } from '../../../graph/export.js';
import type { Loss, ModelGraph } from '../../../graph/types.js';
import { Args } from '../../python/args.js';
import type { PyFunction } from '../../python/functions.js';
import { Raised } from '../../python/machine.js';
import type { Site } from '../../python/values.js';
import { sessionOf } from '../session.js';
import { fromTree, toTree } from '../trees.js';

const notFollowed = ({ reason }: Loss): string => `of which not everything is followed: ${reason}`;

/** What a function computes of targets and predictions; else why that is not known, as the end of a sentence. */
export type FollowFunction = (fn: PyFunction) => ModelGraph | Loss;

/**
 * Follows functions for the predictions of one output. Keras calls them with targets whose shape only the data says: they are followed for
 * targets of the predictions' shape, and whoever runs them has to see to it that they are. Undefined where that shape is not known.
 */
export function followFor(output: SymbolicTensor | undefined, at: Site): FollowFunction | undefined {
  const info = output?.info;
  if (!info?.shape || info.loss) return undefined;
  const session = sessionOf(at.machine);
  return (fn) => {
    session.tracing++;
    // Nobody is told of what happens in it for other targets than the data may have.
    at.machine.quiet++;
    try {
      return session.builder.names.aside(() => {
        const given = [session.fresh(info), session.fresh(info)];
        const result = toTree(at.machine.call(fn, Args.of(...given.map((tree) => fromTree(tree, session))), at), session);
        const lost = firstLoss(result);
        if (lost) return { ...lost, reason: notFollowed(lost) };
        const graph = exportGraph(session.builder.functional(given, result, 'function', at.span).model);
        return graph.incomplete ? { ...graph.incomplete, reason: notFollowed(graph.incomplete) } : graph;
      });
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      return { reason: `which raises an error for targets of the shape of the predictions: ${error.message}`, span: at.span };
    } finally {
      at.machine.quiet--;
      session.tracing--;
    }
  };
}
