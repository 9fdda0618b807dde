import { reject } from '../graph/problem.js';
import { showShape } from '../graph/tensors.js';
import type { Dim, Shape } from '../graph/types.js';
import type { DataFormat } from './params.js';
import { channelsOf } from './windows.js';

/** Keras's `BaseConv.__init__`: strides and dilation exclude each other. */
export function checkStrides(type: string, strides: readonly Dim[], dilation: readonly Dim[]): void {
  const wide = (values: readonly Dim[]): boolean => values.some((v) => v !== null && v > 1);
  if (wide(strides) && wide(dilation)) {
    reject('strides-with-dilation', `${type} cannot have strides > 1 and dilation_rate > 1 together; found strides=(${strides.join(', ')}) and dilation_rate=(${dilation.join(', ')}). Set one of them to 1.`, 'dilation_rate');
  }
}

/** Keras's `BaseConv.__init__`: filters fall evenly into groups. */
export function checkGroups(type: string, filters: Dim, groups: Dim): void {
  if (filters !== null && groups !== null && filters % groups !== 0) {
    reject('groups-mismatch', `${type}'s filters must be a multiple of its groups, but ${filters} filters do not fall evenly into ${groups} groups. Change filters or groups.`, 'groups');
  }
}

/** Channels that each group of filters sees. Rejects an uneven division. */
export function groupChannels(type: string, shape: Shape, format: DataFormat, groups: Dim): Dim {
  const channels = channelsOf(shape, format);
  if (channels === null || groups === null) return null;
  if (channels % groups !== 0) reject('groups-mismatch', `${type}'s input channels must be a multiple of its groups, but ${channels} channels (input ${showShape(shape)}) do not fall evenly into ${groups} groups. Change groups or the layer before.`, 'groups');
  return channels / groups;
}
