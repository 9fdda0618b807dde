import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describeOffer, type InstallProgress } from '../../src/core/protocol/installation.js';
import { nugetDigest } from '../../src/engine/devices/install/digests.js';
import { describeInstallation, installDevice } from '../../src/engine/devices/install/install.js';
import { findNpm, packByNpm } from '../../src/engine/devices/install/npm.js';
import { sourceOf, type DeviceSource, type Download } from '../../src/engine/devices/install/sources.js';
import { skip } from '../support/skip.js';

const digest = (bytes: Buffer, algorithm = 'sha512'): string => createHash(algorithm).update(bytes).digest('base64');

describe('installing a device', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'install-'));
  const [storage, native] = [process.env['CONVLENS_STORAGE'], randomBytes(300_000)];
  const devices = join(folder, 'storage', 'devices');
  const files = new Map<string, Buffer>();
  const asked: (string | undefined)[] = [];
  let server: Server;
  let base = '';
  /** What the server does with the libraries instead of sending them. */
  let other: ((request: IncomingMessage, response: ServerResponse, file: Buffer) => void) | null = null;

  /** As servers of files do: ranges of a version that is still the same. */
  function send(request: IncomingMessage, response: ServerResponse, file: Buffer): void {
    const etag = `"${digest(file, 'md5')}"`;
    const from = request.headers['if-range'] === etag ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? NaN) : NaN;
    if (Number.isNaN(from)) return void response.writeHead(200, { 'content-length': file.length, etag }).end(file);
    if (from >= file.length) return void response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
    response.writeHead(206, { 'content-length': file.length - from, 'content-range': `bytes ${from}-${file.length - 1}/${file.length}`, etag }).end(file.subarray(from));
  }

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
      if (request.method === 'HEAD') return void response.writeHead(200, { 'content-length': file.length }).end();
      if (request.url === '/native.nupkg') {
        asked.push(request.headers.range);
        if (other) return other(request, response, file);
      }
      send(request, response, file);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    other = null;
    asked.length = 0;
    rmSync(devices, { recursive: true, force: true });
  });

  after(() => {
    server.closeAllConnections();
    server.close();
    if (storage === undefined) delete process.env['CONVLENS_STORAGE'];
    else process.env['CONVLENS_STORAGE'] = storage;
    rmSync(folder, { recursive: true, force: true });
  });

  const source = (libraries: Partial<Download> = {}, archive: Partial<Download> = {}): DeviceSource => ({
    name: 'device-1.0', needs: 'a driver',
    sources: [
      { what: 'the package', url: `${base}/package.tgz`, kind: 'tar', into: 'package', strip: 1, expects: ['dist/index.js'], check: 'checked', published: async () => ({ algorithm: 'sha512', base64: digest(files.get('/package.tgz')!) }), ...archive },
      { what: 'its libraries', url: `${base}/native.nupkg`, kind: 'zip', into: 'native', strip: 3, only: ['runtimes/linux-x64/native/lib.so'], expects: ['lib.so'], check: 'checked', ...libraries },
    ],
    complete: async (into) => writeFileSync(join(into, 'beside.txt'), 'beside'),
  });
  const install = (from: DeviceSource, signal = new AbortController().signal, progress: (event: InstallProgress) => void = () => undefined): Promise<void> => installDevice('A device', from, { signal, progress });
  const left = (): string[] => (existsSync(devices) ? readdirSync(devices) : []);
  const expectWhole = (): void => {
    assert.deepEqual(left(), ['device-1.0']);
    assert.deepEqual(readFileSync(join(devices, 'device-1.0', 'native', 'lib.so')), native);
    assert.equal(readFileSync(join(devices, 'device-1.0', 'package', 'dist', 'index.js'), 'utf8'), 'module.exports = 1;');
    assert.ok(existsSync(join(devices, 'device-1.0', 'beside.txt')));
  };

  it('says what is downloaded, from where, how much and what it is checked against, before anything is', async () => {
    const offer = await describeInstallation('cuda', 'A device', source());
    assert.deepEqual(offer.parts.map(({ bytes }) => bytes), [...files.values()].map(({ length }) => length));
    assert.deepEqual([offer.installed, left()], [false, []]);
    assert.match(describeOffer({ ...offer, parts: [offer.parts[0]!, { ...offer.parts[1]!, bytes: null }] }), /^A device is installed into .*device-1\.0\. It also needs a driver\. Downloaded are:\n- the package, 0\.0 MB, from 127\.0\.0\.1:\d+, checked\n- its libraries, from .*\n0\.0 MB in all, and 1 of the files with a size that the server did not say\.$/);
  });

  it('unpacks all of it into a folder of its own, and tells how far it is', async () => {
    const told: InstallProgress[] = [];
    await install(source(), undefined, (event) => told.push(event));
    expectWhole();
    assert.ok(told.some(({ line, done, total }) => line === 'A device: its libraries (2 of 2)' && done === total && done === files.get('/native.nupkg')!.length));
    assert.ok(told.some(({ line }) => line === 'A device: its libraries (2 of 2): nobody tells a checksum of it now; its size and the files in it are checked'));
    assert.equal((await describeInstallation('cuda', 'A device', source())).installed, true);
  });

  it('installs nothing where a checksum, a file or the archive is wrong', async () => {
    const wrong = async () => ({ algorithm: 'sha512', base64: 'bm90IGl0' }) as const;
    await assert.rejects(install(source({}, { published: wrong })), /package\.tgz could not be downloaded: its checksum is not the expected one/);
    await assert.rejects(install(source({}, { url: `${base}/missing.tgz` })), /missing\.tgz could not be downloaded: the server answered 404/);
    await assert.rejects(install(source({ only: ['other.so'], expects: ['other.so'] })), /native\.nupkg could not be unpacked: it does not hold other\.so/);
    assert.equal((await describeInstallation('cuda', 'A device', source())).installed, false);
    assert.ok(!left().includes('device-1.0'));
  });

  it('finds what was damaged on the way by the checksum that the server tells, or by those in the archive', async () => {
    const whole = files.get('/native.nupkg')!;
    const damaged = Buffer.from(whole);
    damaged[5000]! ^= 1;
    other = (_, response) => void response.writeHead(200, { 'content-length': damaged.length, 'x-goog-hash': `crc32c=AAAAAA==,md5=${digest(whole, 'md5')}` }).end(damaged);
    await assert.rejects(install(source()), /native\.nupkg could not be downloaded: its checksum is not the expected one/);
    other = (_, response) => void response.writeHead(200, { 'content-length': damaged.length }).end(damaged);
    await assert.rejects(install(source()), /native\.nupkg could not be unpacked: .*(damaged|invalid|corrupt|unexpected)/);
    // Cut off, and the server says nothing of lengths.
    other = (_, response) => void response.writeHead(200).end(whole.subarray(0, 200_000));
    await assert.rejects(install(source()), /native\.nupkg could not be unpacked: it has no list of its files, so it was cut off/);
  });

  it('takes a file that the server packs for the way as it is when unpacked: lengths in the headers are of something else', async () => {
    const whole = files.get('/native.nupkg')!;
    const packed = gzipSync(whole);
    other = (request, response) => {
      assert.equal(request.headers['accept-encoding'], 'identity');
      response.writeHead(200, { 'content-length': packed.length, 'content-encoding': 'gzip', 'x-goog-hash': `md5=${digest(packed, 'md5')}`, etag: '"packed"' }).end(packed);
    };
    const told: InstallProgress[] = [];
    await install(source(), undefined, (event) => told.push(event));
    expectWhole();
    const ofLibraries = told.filter(({ line, done }) => line.startsWith('A device: its libraries') && done > 0);
    assert.ok(ofLibraries.length > 0 && ofLibraries.every(({ total }) => total === null), JSON.stringify(ofLibraries));
  });

  it('goes on where it was cut off, in the same process and after it was killed', async () => {
    const whole = files.get('/native.nupkg')!;
    const cut = (at: number) => (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(200, { 'content-length': whole.length, etag: `"${digest(whole, 'md5')}"` });
      response.write(whole.subarray(0, at), () => setTimeout(() => response.destroy(), 50));
    };
    other = cut(100_000);
    await assert.rejects(install(source()), /native\.nupkg could not be downloaded: .*it goes on where it was cut off/);
    other = null;
    const told: InstallProgress[] = [];
    await install(source(), undefined, (event) => told.push(event));
    expectWhole();
    assert.deepEqual(asked, [undefined, 'bytes=100000-']);
    assert.ok(told.every(({ line, done }) => !line.startsWith('A device: its libraries') || done === 0 || done > 100_000));

    rmSync(devices, { recursive: true });
    asked.length = 0;
    other = cut(50_000);
    await assert.rejects(install(source()));
    // As a process leaves it that is killed: under its own number, the device half unpacked.
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    renameSync(join(devices, `.${process.pid}-device-1.0`), join(devices, `.${dead}-device-1.0`));
    mkdirSync(join(devices, `.${dead}-device-1.0`, 'device', 'native'), { recursive: true });
    writeFileSync(join(devices, `.${dead}-device-1.0`, 'device', 'native', 'lib.so'), 'half');
    mkdirSync(join(devices, `.${dead}-device-0.9`));
    assert.equal((await describeInstallation('cuda', 'A device', source())).installed, false);
    other = null;
    await install(source());
    expectWhole();
    assert.deepEqual(asked, [undefined, 'bytes=50000-']);
  });

  it('begins anew where the file on the server is another one by now', async () => {
    const whole = files.get('/native.nupkg')!;
    other = (_, response) => {
      response.writeHead(200, { 'content-length': 200_000, etag: '"of yesterday"' });
      response.write(randomBytes(60_000), () => setTimeout(() => response.destroy(), 50));
    };
    await assert.rejects(install(source()));
    other = null;
    await install(source({ published: async () => ({ algorithm: 'sha512', base64: digest(whole) }) }));
    expectWhole();
    assert.deepEqual(asked, [undefined, 'bytes=60000-']);
  });

  it('makes again what has lost a file', async () => {
    await install(source());
    rmSync(join(devices, 'device-1.0', 'native', 'lib.so'));
    assert.equal((await describeInstallation('cuda', 'A device', source())).installed, false);
    await install(source());
    expectWhole();
  });

  it('ends when it is cancelled in the middle of a file, and leaves nothing', async () => {
    other = (_, response, file) => void response.writeHead(200, { 'content-length': file.length }).write(file.subarray(0, 1000));
    const controller = new AbortController();
    const installing = install(source(), controller.signal, ({ line }) => line.includes('its libraries') && controller.abort());
    await assert.rejects(installing, /^UserError: The installation of A device was cancelled; nothing of it is left\.$/);
    assert.deepEqual(left(), []);
  });

  it('does not count as installed when its process is killed at any time, and the next one makes it whole', async () => {
    const script = `
      import { installDevice } from ${JSON.stringify(join(process.cwd(), 'src/engine/devices/install/install.ts'))};
      const archive = { into: 'native', strip: 3, kind: 'zip', what: 'its libraries', url: '${base}/native.nupkg', only: ['runtimes/linux-x64/native/lib.so'], expects: ['lib.so'], check: '' };
      await installDevice('A device', { name: 'device-1.0', needs: '', sources: [archive], complete: async () => undefined }, { signal: new AbortController().signal, progress: ({ line }) => console.log(line) });`;
    // Slow, so that there is time to be killed in.
    other = (_, response, file) => {
      response.writeHead(200, { 'content-length': file.length, etag: `"${digest(file, 'md5')}"` });
      for (let at = 0; at < 10; at++) setTimeout(() => response.write(file.subarray((at * file.length) / 10, ((at + 1) * file.length) / 10)), at * 40);
    };
    for (const lines of [1, 2]) {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      let seen = 0;
      child.stdout.on('data', () => ++seen >= lines && child.kill('SIGKILL'));
      await new Promise((gone) => child.on('exit', gone));
      assert.equal((await describeInstallation('cuda', 'A device', source())).installed, false);
      assert.deepEqual(left(), [`.${child.pid}-device-1.0`]);
    }
    other = null;
    await install(source());
    expectWhole();
  });

  it('reads the checksum that NuGet publishes, and nothing else as one', async () => {
    const answers = (leaf: unknown, catalog: unknown): typeof fetch => (async (url: string) => ({ json: async () => (url.includes('/registration5-semver1/a.b/1.2.json') ? leaf : catalog) })) as unknown as typeof fetch;
    const leaf = { catalogEntry: 'https://api.nuget.org/v3/catalog0/data/2026.01.01/a.b.1.2.json' };
    assert.deepEqual(await nugetDigest('a.b', '1.2', answers(leaf, { packageHash: 'aGFzaA==', packageHashAlgorithm: 'SHA512' })), { algorithm: 'sha512', base64: 'aGFzaA==' });
    assert.equal(await nugetDigest('a.b', '1.2', answers({ catalogEntry: 'https://elsewhere.org/x.json' }, { packageHash: 'aGFzaA==', packageHashAlgorithm: 'SHA512' })), null);
    assert.equal(await nugetDigest('a.b', '1.2', answers(leaf, { packageHash: 'aGFzaA==', packageHashAlgorithm: 'MD5' })), null);
    assert.equal(await nugetDigest('a.b', '1.2', (() => Promise.reject(new Error('offline')))), null);
  });

  it('is known for CUDA and for tfjs-node-gpu, each file with what it is checked against', () => {
    for (const device of ['cuda', 'tfjs-node-gpu']) {
      for (const each of (sourceOf(device) ?? assert.fail(device)).sources) {
        if (each.kind === 'npm') assert.equal(Buffer.from(each.sha512, 'base64').length, 64);
        else assert.match(`${each.url} ${each.check}`, /^https:.* checked against/);
        assert.ok(each.expects.length > 0);
      }
    }
    assert.equal(sourceOf('webgpu'), null);
  });

  describe('by npm', () => {
    const [first] = (sourceOf('tfjs-node-gpu') ?? assert.fail()).sources;
    assert.ok(first?.kind === 'npm');
    /** An npm of the test's own that says what it is told. */
    const fake = (script: string): string => {
      const path = join(folder, `npm-${Math.random()}`);
      writeFileSync(path, `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
      return path;
    };
    const pack = (npm: string, signal = new AbortController().signal): Promise<string> => packByNpm(npm, first, join(folder, 'packed'), signal);

    it('says what is needed where there is none, before anything is asked', async () => {
      const path = process.env['PATH'];
      process.env['PATH'] = join(folder, 'nothing');
      try {
        await assert.rejects(describeInstallation('tfjs-node-gpu', 'TensorFlow', sourceOf('tfjs-node-gpu')!), { name: 'UserError', message: /^TensorFlow needs npm, .* and there is no npm on PATH\. Install Node\.js .*; cuda needs no npm\.$/ });
      } finally {
        process.env['PATH'] = path;
      }
    });

    it('gives npm\'s own reason in one sentence, by JSON and by its log', async () => {
      await assert.rejects(pack(fake(`echo '{"error":{"code":"ENOTFOUND","summary":"request to https://registry.example.org/x failed, reason: getaddrinfo ENOTFOUND registry.example.org","detail":"…"}}'; exit 1`)), { name: 'UserError', message: 'npm could not fetch @tensorflow/tfjs-node-gpu@4.22.0: request to https://registry.example.org/x failed, reason: getaddrinfo ENOTFOUND registry.example.org. Look at the connection and at npm\'s settings, and install it again.' });
      await assert.rejects(pack(fake('echo "npm ERR! code E403" >&2; echo "npm ERR! 403 Forbidden" >&2; exit 1')), /fetch @tensorflow\/tfjs-node-gpu@4\.22\.0: 403 Forbidden\./);
      await assert.rejects(pack(fake('exit 0')), /it left no archive/);
      await assert.rejects(pack(fake('while [ "$1" != "--pack-destination" ]; do shift; done; echo other > "$2/x.tgz"')), /what it fetched is not the expected file/);
    });

    it('ends when it is cancelled', async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 100);
      await assert.rejects(pack(fake('exec sleep 60'), controller.signal), { name: 'AbortError' });
    });

    it('fetches the package with the checksum that is known beforehand, from a registry that npm knows', async function () {
      const npm = findNpm('it');
      const reachable = spawnSync(npm, ['view', 'google-protobuf@3.21.4', 'version', '--fetch-retries=0'], { encoding: 'utf8', timeout: 60_000 });
      if (reachable.status !== 0) {
        return skip(this, 'npm reaches no registry');
      }
      assert.match(await pack(npm), /tfjs-node-gpu-4\.22\.0\.tgz$/);
    });
  });
});
