/** The engine's services, as the protocol names them. */
import type { EngineApi, EngineListener } from '../../core/protocol/engine.js';
import { UserError } from '../errors.js';
import { Cancelled, type RequestSide } from '../pictures/context.js';
import { describeInstallation, installDevice } from '../devices/install/install.js';
import { Devices, installable } from './devices.js';
import { imagesAt, listImages } from './images.js';
import { Models } from './models.js';
import { questionsFor } from './questions.js';
import { checkFiles } from '../preview/check.js';
import { overviewOf } from '../preview/overview.js';
import { samplesOf, variantsOf } from '../preview/samples.js';
import { PreviewData } from '../preview/session.js';
import { checkContinue, checkData, checkEvaluate, checkFlag, checkImages, checkImagesAt, checkPreflight, checkRecipe, checkRole, checkSamples, checkText, checkTrain, checkVariants } from './schemas.js';
import { evaluateRun } from '../training/inspect/request.js';
import { preflight } from '../training/preflight/preflight.js';
import { Trainings } from './trainings.js';
import { computePicture, listRecordings, setRecording } from './visualize.js';

export interface Service extends EngineApi {
  /** Stops what is under way, keeps what is there, and closes the devices. */
  dispose(): Promise<void>;
}

export function createService(listener: EngineListener): Service {
  const devices = new Devices();
  const models = new Models(devices);
  const trainings = new Trainings(devices, listener);
  const requests = new Map<string, AbortController>();
  const previews = new PreviewData();

  /** Work that can be cancelled by its token and tells parts of its result. */
  async function cancellable<T>(token: string, work: (side: RequestSide) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    requests.get(token)?.abort(new Cancelled());
    requests.set(token, controller);
    try {
      return await work({ signal: controller.signal, partial: (result) => listener.partial(token, result) });
    } catch (error) {
      if (error instanceof Cancelled) throw new UserError('Cancelled.');
      throw error;
    } finally {
      if (requests.get(token) === controller) requests.delete(token);
    }
  }

  return {
    async ping() {},
    devices: () => devices.list(),
    installation: async (id) => describeInstallation(id, await devices.label(id), installable(id)),
    installDevice: (id, token) => cancellable(token, async ({ signal, partial }) => installDevice(await devices.label(id), installable(id), { signal, progress: partial })),
    questions: async (recipe) => questionsFor(checkRecipe(recipe)),
    train: async (request) => trainings.start(checkTrain(request)),
    continueRun: async (request) => trainings.continue(checkContinue(request)),
    pause: async (id) => trainings.pause(checkText('pause', id)),
    resume: async (id) => trainings.resume(checkText('resume', id)),
    stop: async (id) => trainings.stop(checkText('stop', id)),
    preflight: (given, token) => cancellable(token, async (side) => {
      const request = checkPreflight(given);
      const all = await devices.list();
      return devices.use(request.device, (on) => preflight(request, on, all, side));
    }),
    evaluateRun: (given, token) => cancellable(token, async (side) => {
      const { runDirectory, epoch, device } = checkEvaluate(given);
      return devices.use(device, (on) => evaluateRun(runDirectory, epoch, on, side));
    }),
    images: async (request) => listImages(checkImages(request)),
    imagesAt: async (request) => imagesAt(checkImagesAt(request)),
    visualize: (id, request, token) => cancellable(token, (side) => computePicture(checkText('visualize', id), request, models, side)),
    record: async (id, request, on) => setRecording(checkText('record', id), request, checkFlag('record', on)),
    recordings: async (runDirectory) => listRecordings(checkText('recordings', runDirectory)),
    async cancel(token) {
      requests.get(token)?.abort(new Cancelled());
    },
    dataOverview: (given, token) => cancellable(token, async ({ signal }) => {
      const request = checkData(given);
      return overviewOf(await previews.renew(request, signal), request);
    }),
    async dataSamples(given, asked) {
      const query = checkSamples(asked);
      return samplesOf(await previews.part(checkData(given), query.role), query);
    },
    async dataVariants(given, asked) {
      const [request, query] = [checkData(given), checkVariants(asked)];
      return variantsOf(await previews.part(request, query.role), query, request);
    },
    checkFiles: (given, role, token) => cancellable(token, async (side) => checkFiles(await previews.part(checkData(given), checkRole(role)), side)),
    async dispose() {
      for (const controller of requests.values()) controller.abort(new Cancelled());
      await trainings.dispose();
      await models.dispose();
      await devices.dispose();
    },
  };
}
