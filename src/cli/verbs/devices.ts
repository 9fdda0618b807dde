import { defineVerb } from '../verb.js';

export default defineVerb({
  summary: 'The devices that training and pictures can run on, and why one is not usable.',
  operands: { usage: '', least: 0, most: 0 },
  options: { json: { type: 'boolean', help: 'Print the list as JSON.' } },
  async run({ values, terminal, engine }) {
    const devices = await engine.api.devices();
    if (values.json) {
      terminal.out(`${JSON.stringify({ devices })}\n`);
      return 0;
    }
    const best = devices.find(({ usable }) => usable);
    const width = Math.max(0, ...devices.map(({ id }) => id.length));
    for (const device of devices) {
      const memory = device.memoryBytes === null ? '' : `, ${(device.memoryBytes / 2 ** 30).toFixed(1)} GB`;
      const state = device.usable ? (device === best ? 'best' : 'usable') : 'not usable';
      terminal.out(`${device.id.padEnd(width)}  ${state.padEnd(10)}  ${device.label}${memory}${device.reason === null ? '' : `: ${device.reason}`}\n`);
    }
    return 0;
  },
});
