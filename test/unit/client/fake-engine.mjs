/** An engine without tensors: answers, fails, crashes or falls silent as it is told. */
import { createBirpc } from 'birpc';

let prepared = () => {};
const remote = createBirpc(
  {
    ping() {},
    devices: () => [{ id: 'cpu', label: `pid ${process.pid}`, usable: true, reason: null, memoryBytes: null }],
    async train({ runsDirectory }) {
      if (runsDirectory === 'slow') await new Promise((resolve) => (prepared = resolve));
      if (runsDirectory === 'short') remote.runChanged({ id: 'run-1', name: 'run-1', state: 'failed' });
      return { id: 'run-1', name: 'run-1', directory: runsDirectory, state: 'running' };
    },
    pause() {
      throw Object.assign(new Error('Expected a run that is running, found none.'), { name: 'UserError' });
    },
    resume: () => prepared(),
    stop: () => process.kill(process.pid, 'SIGKILL'),
    images: () => process.exit(3),
    visualize(id, request, token) {
      if (id === 'echo') {
        remote.partial(token, request);
        return { same: request, type: request.constructor.name };
      }
      if (id === 'hang') for (;;);
      if (id === 'throw') setTimeout(() => { throw new RangeError('out of tiles'); });
      return new Promise(() => {});
    },
    cancel() {},
  },
  {
    post: (message) => process.send(message),
    on: (receive) => process.on('message', receive),
    serialize: (message) => (message.e ? { ...message, e: { name: message.e.name, message: message.e.message } } : message),
    eventNames: ['progress', 'epochEnded', 'runChanged', 'partial', 'log'],
    timeout: -1,
  },
);
process.on('disconnect', () => process.exit(0));
