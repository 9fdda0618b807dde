import type { DataArray, DataSet } from './types.js';

/** All arrays that a data set is made of. */
export const arraysOf = ({ x, y, moreInputs = [], moreTargets = [], sampleWeights = [] }: DataSet): DataArray[] => [x, ...moreInputs, y, ...moreTargets, ...sampleWeights].filter((array) => array !== null);

/** The same data set of other arrays. */
export function withArrays(set: DataSet, change: (array: DataArray) => DataArray): DataSet {
  const { x, y, moreInputs, moreTargets, sampleWeights } = set;
  return {
    ...set, x: change(x), y: y && change(y),
    ...(moreInputs ? { moreInputs: moreInputs.map(change) } : {}),
    ...(moreTargets ? { moreTargets: moreTargets.map(change) } : {}),
    ...(sampleWeights ? { sampleWeights: sampleWeights.map((array) => array && change(array)) } : {}),
  };
}
