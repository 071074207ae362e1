import { Types } from 'mongoose';
import { reach } from '../platform/data/fail-points.js';
import type { Services } from '../services.js';
import { EnteredFigure } from './entered-figure.model.js';

/**
 * Stores all figures of a file. They count once the last one is stored, which has the id of the file: what a process
 * leaves behind when it is killed is finished or deleted by `finishFigures`.
 */
export async function storeFigures(figures: object[]): Promise<void> {
  const inFile = new Types.ObjectId();
  const all = figures.map((figure) => ({ ...figure, inFile }));
  await EnteredFigure.insertMany(all.slice(0, -1));
  await reach('figures.stored');
  await EnteredFigure.create({ ...all.at(-1), _id: inFile });
  await reach('figures.whole');
  await letCount(inFile);
}

const letCount = (inFile: Types.ObjectId) => EnteredFigure.updateMany({ inFile }, { $unset: { inFile: 1 } });

const anyId = { $gte: new Types.ObjectId('0'.repeat(24)) };

/** A process that takes longer for one file was killed. */
const longestMs = 60 * 60 * 1000;

/** Lets figures count whose file is stored to its end, and deletes those of files that never will be. */
export async function finishFigures({ clock }: Services, stopping?: AbortSignal): Promise<void> {
  const killedBefore = new Date(clock.now().getTime() - longestMs);
  for (const inFile of await EnteredFigure.distinct('inFile', { inFile: anyId })) {
    if (stopping?.aborted) return;
    if (await EnteredFigure.exists({ _id: inFile })) await letCount(inFile);
    else await EnteredFigure.deleteMany({ inFile, at: { $lt: killedBefore } });
  }
}
