import mongoose from 'mongoose';
import { marksOf, type Marks } from './click-rules.js';
import { deviceClass, languageOf, referrerHost, type Device, type Visit } from './describe-visit.js';
import type { Visitor } from './identify-visitor.js';

/** A request for a tracked link as the journal keeps it, until it is a click: no address and no agent. */
export interface Hit {
  /** The id its click will have. */
  id: string;
  linkId: string;
  /** Milliseconds since 1970. */
  at: number;
  visitor: Visitor;
  referrerHost: string | null;
  device: Device;
  language: string | null;
  marks: Marks;
  /** The portal's session that came with it, to be told from the advocate's own. */
  sessionId?: string | undefined;
  /** Who is signed in there, when that is known already. */
  personId?: string | undefined;
}

type Known = Pick<Hit, 'linkId' | 'visitor' | 'sessionId' | 'personId'> & { at: Date };

export function describeHit(visit: Visit, { linkId, at, visitor, sessionId, personId }: Known): Hit {
  return {
    id: new mongoose.Types.ObjectId().toString(),
    linkId,
    at: at.getTime(),
    visitor,
    referrerHost: referrerHost(visit),
    device: deviceClass(visit),
    language: languageOf(visit),
    marks: marksOf(visit),
    sessionId,
    personId,
  };
}
