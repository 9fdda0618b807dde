/** Kernels that everybody should have slid over a picture once. Pure. */

export interface NamedKernel {
  readonly title: string;
  readonly rows: readonly (readonly number[])[];
}

const ninth = 1 / 9;
const sixteenth = [1, 2, 1].map((a) => [1, 2, 1].map((b) => (a * b) / 16));

export const kernels = {
  identity: { title: 'Identity', rows: [[0, 0, 0], [0, 1, 0], [0, 0, 0]] },
  'box-blur': { title: 'Blur (mean)', rows: [[ninth, ninth, ninth], [ninth, ninth, ninth], [ninth, ninth, ninth]] },
  'gaussian-blur': { title: 'Blur (Gaussian)', rows: sixteenth },
  sharpen: { title: 'Sharpen', rows: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]] },
  'sobel-x': { title: 'Sobel, vertical edges', rows: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] },
  'sobel-y': { title: 'Sobel, horizontal edges', rows: [[-1, -2, -1], [0, 0, 0], [1, 2, 1]] },
  laplacian: { title: 'Laplacian', rows: [[0, 1, 0], [1, -4, 1], [0, 1, 0]] },
  emboss: { title: 'Emboss', rows: [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]] },
} satisfies Record<string, NamedKernel>;

export type KernelName = keyof typeof kernels;

/** Rows of numbers such as `0,1,0; 1,-4,1; 0,1,0`; null where they are none or not of one length. */
export function kernelFrom(text: string): number[][] | null {
  const rows = text.split(';').map((row) => row.trim().split(/\s*,\s*|\s+/).map((part) => (part === '' ? NaN : Number(part))));
  const width = rows[0]?.length ?? 0;
  return rows.every((row) => row.length === width && row.every((value) => Number.isFinite(value))) && text.trim() !== '' ? rows : null;
}
