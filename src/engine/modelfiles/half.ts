/** Numbers of 16 bits as numbers of 32. */

/** IEEE 754 binary16: one bit of sign, five of exponent, ten of fraction. */
export function fromHalf(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 === 0 ? 1 : -1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** bfloat16: the upper half of binary32. */
export function fromBrain(bits: Uint16Array): Float32Array {
  const whole = Uint32Array.from(bits, (each) => each << 16);
  return new Float32Array(whole.buffer);
}
