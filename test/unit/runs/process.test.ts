import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { birthOf, isTraining, type System } from '../../../src/core/runs/process.js';
import { skip } from '../../support/skip.js';

const stat = (pid: number, name: string, began: number): string => `${pid} (${name}) S 1 ${pid} ${pid} 0 -1 4194560 100 0 0 0 12 3 0 0 20 0 11 0 ${began} 1000000 500 18446744073709551615 1 1 0\n`;
const fail = (code: string): never => {
  throw Object.assign(new Error(code), { code });
};
const system = (files: Readonly<Record<string, string>>, probe: System['probe'] = () => undefined): System => ({ read: (path) => files[path] ?? fail('ENOENT'), probe });
const boot = { '/proc/sys/kernel/random/boot_id': 'one-boot\n' };

describe('the process that trains a run', () => {
  it('is told from a later one of its number by when it began', () => {
    const now = system({ ...boot, '/proc/57/stat': stat(57, 'node) (x 1', 4321) });
    assert.equal(birthOf(57, now), 'one-boot 4321');
    assert.equal(isTraining({ process: 57, born: 'one-boot 4321' }, now), true);
    assert.equal(isTraining({ process: 57, born: 'one-boot 99' }, now), false);
    assert.equal(isTraining({ process: 57, born: 'another-boot 4321' }, now), false);
  });

  it('is known by its number alone where the system says no more, or a run of before does not', () => {
    assert.equal(birthOf(57, system({})), null);
    assert.equal(isTraining({ process: 57, born: 'one-boot 4321' }, system({})), true);
    assert.equal(isTraining({ process: 57, born: null }, system({ ...boot, '/proc/57/stat': stat(57, 'node', 1) })), true);
    assert.equal(isTraining({ process: 57 }, system({})), true);
  });

  it('is gone where there is none of its number, and there where it is somebody else\'s', () => {
    assert.equal(isTraining({ process: 57 }, system({}, () => fail('ESRCH'))), false);
    assert.equal(isTraining({ process: 57 }, system({}, () => fail('EPERM'))), true);
  });

  it('is found on a real system', function () {
    if (process.platform !== 'linux') return skip(this, 'when a process began is read from /proc, which Linux has');
    const real: System = { read: (path) => readFileSync(path, 'utf8'), probe: (pid) => void process.kill(pid, 0) };
    const born = birthOf(process.pid, real);
    assert.match(born ?? '', /^[0-9a-f-]{36} \d+$/);
    assert.notEqual(birthOf(1, real), born);
    assert.equal(isTraining({ process: process.pid, born }, real), true);
  });
});
