/** The engine process: answers whoever forked it, until the channel closes. */
import { createBirpc } from 'birpc';
import type { EngineApi, EngineListener } from '../core/protocol/engine.js';
import { failuresAsData, isUserError } from '../core/protocol/failure.js';
import { createService, type Service } from './service/service.js';

/** Time to write down what a training has when the parent is gone. */
const graceMilliseconds = 8_000;

if (process.send === undefined) {
  console.error('This is the engine of ConvLens; it is started by the extension and by the command line, not by hand.');
  process.exit(1);
}

const functions: Partial<Service> = {};
const remote = createBirpc<EngineListener, Partial<EngineApi>>(functions, {
  post: (message) =>
    new Promise<void>((resolve) => {
      // Once the channel is closed nobody is there to tell.
      if (!process.connected) return resolve();
      process.send!(message, undefined, undefined, () => resolve());
    }),
  on: (receive) => void process.on('message', receive),
  ...failuresAsData,
  eventNames: ['progress', 'epochEnded', 'preparing', 'runChanged', 'partial', 'log'],
  timeout: -1,
  bind: 'functions',
  onFunctionError(error, method) {
    // A sentence for the user is no fault; anything else leaves its trace in the log.
    if (!isUserError(error)) console.error(`${method}: ${error.stack ?? error.message}`);
  },
});

const service = createService(remote);
Object.assign(functions, service);

// Ctrl-C on a terminal reaches every process of the group; the parent decides what it means.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => {
  setTimeout(() => process.exit(0), graceMilliseconds).unref();
  void service.dispose().finally(() => process.exit(0));
});
