import assert from 'node:assert/strict';
import { PNG } from 'pngjs';
import { chunksOf, encodeApng } from '../../../src/visualizations/apng.js';

const picture = (value: number, width = 3) => {
  const png = new PNG({ width, height: 2 });
  png.data.fill(value);
  return new Uint8Array(PNG.sync.write(png));
};

describe('a film', () => {
  const film = encodeApng([picture(10), picture(200), picture(90)], 400);

  it('has the chunks that the specification asks for, with right checksums', () => {
    assert.deepEqual(chunksOf(film).map(({ type }) => type), ['IHDR', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'fcTL', 'fdAT', 'IEND']);
    // pngjs checks every checksum, and shows the first picture.
    const first = PNG.sync.read(Buffer.from(film));
    assert.deepEqual([first.width, first.height, first.data[0]], [3, 2, 10]);
  });

  it('holds every picture whole, in order', () => {
    const chunks = chunksOf(film);
    const control = chunks.filter(({ type }) => type === 'fcTL').map(({ data }) => new DataView(data.buffer, data.byteOffset, data.byteLength));
    assert.deepEqual(control.map((view) => [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint16(20), view.getUint16(22)]), [[0, 3, 2, 400, 1000], [1, 3, 2, 400, 1000], [3, 3, 2, 400, 1000]]);
    const data = chunks.filter(({ type }) => type === 'fdAT').map((chunk) => [new DataView(chunk.data.buffer, chunk.data.byteOffset).getUint32(0), Buffer.from(chunk.data.subarray(4)).toString('hex')]);
    const own = (value: number) => Buffer.from(chunksOf(picture(value)).find(({ type }) => type === 'IDAT')!.data).toString('hex');
    assert.deepEqual(data, [[2, own(200)], [4, own(90)]]);
  });

  it('is refused where the pictures are not alike or none', () => {
    assert.throws(() => encodeApng([picture(1), picture(1, 4)], 100), /Picture 2 has another size/);
    assert.throws(() => encodeApng([new Uint8Array(20)], 100), /this is none/);
    assert.throws(() => encodeApng([], 100), /one picture at least/);
  });
});
