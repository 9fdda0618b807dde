/** Random numbers of steps: the same (seed, index, name) gives the same numbers on every device and platform. */
import { sizeOf, type RandomSpec } from './step.js';

/** FNV-1a over the seed's and index's bytes and the name: four words that start the generator. */
function seedWords(seed: number, index: number, name: string): [number, number, number, number] {
  let hash = 0x811c9dc5;
  const mix = (byte: number): void => void (hash = Math.imul(hash ^ byte, 0x01000193));
  const word = (value: number): number => {
    for (let shift = 0; shift < 32; shift += 8) mix((value >>> shift) & 255);
    return hash >>> 0;
  };
  for (let i = 0; i < name.length; i++) mix(name.charCodeAt(i));
  return [word(seed >>> 0), word(Math.floor(seed / 2 ** 32)), word(index >>> 0), word(1)];
}

/** sfc32 (Chris Doty-Humphrey's Small Fast Counting generator, PractRand): 32 random bits a call. */
export function generator(seed: number, index: number, name: string): () => number {
  let [a, b, c, counter] = seedWords(seed, index, name);
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** Uniform numbers in [0, 1) with 24 random bits each, or normal ones by Box and Muller's transform. */
export function drawRandom(spec: RandomSpec, seed: number, index: number, name: string): Float32Array {
  const next = generator(seed, index, name);
  const uniform = (): number => (next() >>> 8) / 2 ** 24;
  const values = new Float32Array(sizeOf(spec.shape));
  if (spec.distribution === 'uniform') {
    for (let i = 0; i < values.length; i++) values[i] = uniform();
    return values;
  }
  for (let i = 0; i < values.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
