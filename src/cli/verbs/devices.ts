import { randomUUID } from 'node:crypto';
import type { EngineClient } from '../../client/index.js';
import { describeOffer, progressWords, type InstallProgress } from '../../core/protocol/installation.js';
import { UserError } from '../../core/protocol/failure.js';
import type { Terminal } from '../terminal.js';
import { UsageError, defineVerb } from '../verb.js';

export default defineVerb({
  summary: 'The devices that training and pictures can run on, and why one is not usable.',
  operands: { usage: '[install DEVICE]', least: 0, most: 2 },
  options: {
    json: { type: 'boolean', help: 'Print the list as JSON.' },
    yes: { type: 'boolean', help: 'Install without asking.' },
  },
  details: 'install cuda adds CUDA to onnxruntime, install tfjs-node-gpu adds TensorFlow\'s kernels; what is downloaded is said and asked before.',
  async run({ values, operands: [action, device], terminal, engine }) {
    if (action !== undefined) {
      if (action !== 'install' || device === undefined) throw new UsageError(`\`convlens devices\` takes nothing or \`install DEVICE\`, with cuda or tfjs-node-gpu; "${[action, device].filter(Boolean).join(' ')}" was given.`);
      return install(device, values.yes, terminal, engine);
    }
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

async function install(device: string, agreed: boolean, terminal: Terminal, engine: EngineClient): Promise<0 | 1> {
  const offer = await engine.api.installation(device);
  if (offer.installed) {
    terminal.out(`${offer.label} is installed already, in ${offer.folder}.\n`);
    return 0;
  }
  terminal.err(`${describeOffer(offer)}\n`);
  if (!agreed) {
    if (!terminal.interactive) throw new UserError('Nobody can be asked here whether to download this; give --yes to agree.');
    if (!/^y(es)?$/i.test(await terminal.ask('Download and install? [y/N] '))) {
      terminal.err('Nothing was installed.\n');
      return 1;
    }
  }
  const token = randomUUID();
  let last = '';
  const tell = (words: string): void => {
    if (words === last) return;
    // Without a screen one line for each file is enough.
    if (terminal.live) terminal.err(`\r\x1b[2K${words}`);
    else if (words.split(':')[1] !== last.split(':')[1]) terminal.err(`${words}\n`);
    last = words;
  };
  const unlisten = engine.listen({ partial: (of, event) => of === token && tell(progressWords(event as InstallProgress)) });
  const release = terminal.onInterrupt(() => void engine.api.cancel(token));
  try {
    await engine.api.installDevice(device, token);
  } finally {
    release();
    unlisten();
    if (terminal.live && last !== '') terminal.err('\n');
  }
  terminal.out(`${offer.label} is installed in ${offer.folder}. \`convlens devices\` tells whether it is usable.\n`);
  return 0;
}
