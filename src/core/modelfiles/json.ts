/** JSON as it comes from a file: looked at piece by piece, never assumed. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `Array.isArray` would call the items `any`. */
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** A name or a number as text; anything else is the empty text. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** Lengths of axes; null for an open one. */
export const shapeOf = (value: Json | undefined): readonly (number | null)[] => (isList(value) ? value.map((length) => (typeof length === 'number' ? length : null)) : []);
