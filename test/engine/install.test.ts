import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describeOffer, type InstallProgress } from '../../src/core/protocol/installation.js';
import { describeInstallation, installDevice } from '../../src/engine/devices/install/install.js';
import { sourceOf, type DeviceSource } from '../../src/engine/devices/install/sources.js';

describe('installing a device', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'install-'));
  const [storage, native] = [process.env['CONVLENS_STORAGE'], randomBytes(300_000)];
  const devices = join(folder, 'storage', 'devices');
  const files = new Map<string, Buffer>();
  let server: Server;
  let base = '';
  let stall = false;

  before(async () => {
    process.env['CONVLENS_STORAGE'] = join(folder, 'storage');
    mkdirSync(join(folder, 'package', 'dist'), { recursive: true });
    writeFileSync(join(folder, 'package', 'dist', 'index.js'), 'module.exports = 1;');
    execFileSync('tar', ['-czf', join(folder, 'package.tgz'), '-C', folder, 'package']);
    files.set('/package.tgz', readFileSync(join(folder, 'package.tgz')));
    files.set('/native.nupkg', Buffer.from(zipSync({ 'runtimes/linux-x64/native/lib.so': native, 'readme.txt': Buffer.from('not wanted') })));
    server = createServer((request, response) => {
      const file = files.get(request.url ?? '');
      if (file === undefined) return void response.writeHead(404).end();
      response.writeHead(200, { 'content-length': file.length });
      if (request.method === 'HEAD') return void response.end();
      // A server that stops in the middle of a file.
      if (stall && request.url === '/native.nupkg') return void response.write(file.subarray(0, 1000));
      response.end(file);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    stall = false;
    rmSync(devices, { recursive: true, force: true });
  });

  after(() => {
    server.closeAllConnections();
    server.close();
    if (storage === undefined) delete process.env['CONVLENS_STORAGE'];
    else process.env['CONVLENS_STORAGE'] = storage;
    rmSync(folder, { recursive: true, force: true });
  });

  const source = (sha512?: string): DeviceSource => ({
    name: 'device-1.0', needs: 'a driver',
    sources: [
      { what: 'the package', url: `${base}/package.tgz`, kind: 'tar', into: 'package', strip: 1, sha512: sha512 ?? createHash('sha512').update(files.get('/package.tgz')!).digest('base64') },
      { what: 'its libraries', url: `${base}/native.nupkg`, kind: 'zip', into: 'native', strip: 3, only: ['runtimes/linux-x64/native/lib.so'], sha512: null },
    ],
    complete: async (into) => writeFileSync(join(into, 'beside.txt'), 'beside'),
  });
  const install = (from: DeviceSource, signal = new AbortController().signal, progress: (event: InstallProgress) => void = () => undefined): Promise<void> => installDevice('A device', from, { signal, progress });
  const left = (): string[] => (existsSync(devices) ? readdirSync(devices) : []);

  it('says what is downloaded, from where and how much, before anything is', async () => {
    const offer = await describeInstallation('cuda', 'A device', source());
    assert.deepEqual(offer.parts.map(({ bytes }) => bytes), [...files.values()].map(({ length }) => length));
    assert.deepEqual([offer.installed, left()], [false, []]);
    assert.match(describeOffer({ ...offer, parts: [offer.parts[0]!, { ...offer.parts[1]!, bytes: null }] }), /^A device is installed into .*device-1\.0\. It also needs a driver\. Downloaded are:\n- the package, 0 MB, from 127\.0\.0\.1:\d+\n- its libraries, from .*\n0 MB in all, and 1 of the files with a size that the server did not say\.$/);
  });

  it('unpacks all of it into a folder of its own, and tells how far it is', async () => {
    const told: InstallProgress[] = [];
    await install(source(), undefined, (event) => told.push(event));
    assert.deepEqual(left(), ['device-1.0']);
    assert.deepEqual(readFileSync(join(devices, 'device-1.0', 'native', 'lib.so')), native);
    assert.equal(readFileSync(join(devices, 'device-1.0', 'package', 'dist', 'index.js'), 'utf8'), 'module.exports = 1;');
    assert.ok(existsSync(join(devices, 'device-1.0', 'beside.txt')));
    assert.ok(told.some(({ line, done, total }) => line === 'A device: its libraries (2 of 2)' && done === total && done === files.get('/native.nupkg')!.length));
    assert.equal((await describeInstallation('cuda', 'A device', source())).installed, true);
  });

  it('leaves nothing behind where a checksum, a file or the archive is wrong', async () => {
    await assert.rejects(install(source('bm90IGl0')), /package\.tgz could not be downloaded: its checksum is not the expected one/);
    const [first, second] = source().sources;
    await assert.rejects(install({ ...source(), sources: [{ ...first!, url: `${base}/missing.tgz` }] }), /missing\.tgz could not be downloaded: the server answered 404/);
    await assert.rejects(install({ ...source(), sources: [{ ...second!, only: ['other.so'] }] }), /native\.nupkg could not be unpacked: it holds 0 of 1 expected files/);
    assert.deepEqual(left(), []);
  });

  it('ends when it is cancelled in the middle of a file', async () => {
    stall = true;
    const controller = new AbortController();
    const installing = install(source(), controller.signal, ({ line }) => line.includes('its libraries') && controller.abort());
    await assert.rejects(installing, /^UserError: The installation of A device was cancelled; nothing of it is left\.$/);
    assert.deepEqual(left(), []);
  });

  it('does not count as installed when it was killed, and the next one clears up', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(join(devices, `.${dead}-device-1.0`, 'device'), { recursive: true });
    assert.equal((await describeInstallation('cuda', 'A device', source())).installed, false);
    await install(source());
    assert.deepEqual(left(), ['device-1.0']);
  });

  it('is known for CUDA and for tfjs-node-gpu', () => {
    for (const device of ['cuda', 'tfjs-node-gpu']) for (const { url } of (sourceOf(device) ?? assert.fail(device)).sources) assert.match(url, /^https:/);
    assert.equal(sourceOf('webgpu'), null);
  });
});
