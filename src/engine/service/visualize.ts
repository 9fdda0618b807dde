import type { Recording } from '../../core/protocol/recording.js';
import { UserError } from '../errors.js';
import { runWeightsTitle } from '../pictures/open.js';
import { checkPicture, pictureOn, type PictureRequest } from '../pictures/compute.js';
import type { RequestSide } from '../pictures/context.js';
import { addRecording, readFrame, recordingOf, recordingsOf, removeRecording, thinOut, writeFrame, type KeptRecording, type Moment } from '../runs/recordings.js';
import { Run } from '../runs/run.js';
import type { Models } from './models.js';

/** Computes one visualization, or reads it where the run has recorded it. Throws a UserError on a request that is not one, and `Cancelled` when it was cancelled. */
export async function computePicture(id: string, given: unknown, models: Models, side: RequestSide): Promise<unknown> {
  const asked = checkPicture(id, given);
  const checked = { ...asked, request: await settled(asked.request) };
  const { weights, device } = checked.request.subject;
  const place = await recordedPlace(id, checked.request);
  const known = place && (await recordedPicture(place));
  if (known) return known;
  const picture = await models.use(weights, device, (on) => pictureOn(on, checked, side));
  // What had to be computed for a recorded picture is there at once the next time.
  if (place) await writeFrame(place.recording, place.moment, picture).then(() => thinOut(place.run.directory)).catch(() => undefined);
  return picture;
}

/** Has a run record a picture after each epoch, or record it no longer. Throws a UserError where the request is not one of a run. */
export async function setRecording(id: string, given: unknown, on: boolean): Promise<void> {
  const { request } = checkPicture(id, given);
  const { weights } = request.subject;
  if (weights.kind !== 'run') throw new UserError('Only the pictures of a run can be recorded after each epoch; choose the weights of a run.');
  const { directory } = await Run.open(weights.directory);
  await (on ? addRecording(directory, id, request) : removeRecording(directory, id, request));
}

export const listRecordings = async (runDirectory: string): Promise<readonly Recording[]> => (await recordingsOf(runDirectory)).map(({ key, epochs }) => ({ key, epochs }));

interface Place {
  readonly run: Run;
  readonly recording: KeptRecording;
  readonly moment: Moment;
}

/** Where a picture is, or would be, in its run's recordings; null where it is not recorded. */
async function recordedPlace(id: string, request: PictureRequest): Promise<Place | null> {
  const { weights } = request.subject;
  if (weights.kind !== 'run' || weights.epoch === 'best') return null;
  const recording = await recordingOf(weights.directory, id, request);
  if (recording === null) return null;
  return { run: await Run.open(weights.directory), recording, moment: weights.epoch === 'last' ? 'final' : weights.epoch };
}

/** The request with the epoch that is the last one now: another may end before its weights are read, and the picture be filed under this one. */
async function settled(request: PictureRequest): Promise<PictureRequest> {
  const { subject } = request;
  if (subject.weights.kind !== 'run' || subject.weights.epoch !== 'last') return request;
  const latest = await (await Run.open(subject.weights.directory)).latest();
  return typeof latest === 'number' ? { ...request, subject: { ...subject, weights: { ...subject.weights, epoch: latest } } } : request;
}

async function recordedPicture({ run, recording, moment }: Place): Promise<unknown> {
  const picture = await readFrame(recording, moment);
  if (typeof picture !== 'object' || picture === null || !('info' in picture)) return null;
  // A run of today is named by its hour, one of before by its day.
  return { ...picture, info: { ...(picture.info as object), weights: runWeightsTitle(run.info, moment === 'final' ? run.info.epochsDone : moment) } };
}
