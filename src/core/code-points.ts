/** Names as Python sorts them: by code points. JavaScript's own order is that of UTF-16, where the halves of a pair stand before the last letters. */
export function byCodePoint(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const [one, other] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (one !== other) return isHalf(one) === isHalf(other) ? one - other : isHalf(one) ? 1 : -1;
  }
  return a.length - b.length;
}

const isHalf = (code: number): boolean => code >= 0xd800 && code < 0xe000;
