import { marksOf, type Marks } from './click-rules.js';
import { deviceClass, languageOf, referrerHost, type Device, type Visit } from './describe-visit.js';
import type { Visitor } from './identify-visitor.js';
import { newHitId } from './new-hit-id.js';

/**
 * A request for a tracked link as the journal stores it, until it becomes a click. It has no address and no agent.
 */
export interface Hit {
  /** The id that its click will get. */
  id: string;
  linkId: string;
  /** Milliseconds since 1970. */
  at: number;
  visitor: Visitor;
  referrerHost: string | null;
  device: Device;
  language: string | null;
  marks: Marks;
  /** The session of the portal that came with the request, to recognise the advocate's own visits. */
  sessionId?: string | undefined;
  /** Who is signed in there, if that is known already. */
  personId?: string | undefined;
}

type Known = Pick<Hit, 'linkId' | 'visitor' | 'sessionId' | 'personId'> & { at: Date };

export function describeHit(visit: Visit, { linkId, at, visitor, sessionId, personId }: Known): Hit {
  return {
    id: newHitId(at),
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

/** The hit as a line of the journal: JSON, written by hand because most values need no escaping. */
export function lineOf(hit: Hit): string {
  const { day, hash, earlierHash } = hit.visitor;
  const plain = `"${hit.id}","${hit.linkId}",${hit.at},"${day}","${hash}","${hit.device}","${hit.marks.join(' ')}"`;
  const told = `${json(earlierHash)},${json(hit.referrerHost)},${json(hit.language)},${json(hit.sessionId)}`;
  return `[${plain},${told}]`;
}

const json = (text: string | null | undefined): string => (text == null ? 'null' : JSON.stringify(text));

type Line = [string, string, number, string, string, Device, string, ...(string | null)[]];

/** The hit of a line; null for a line that a crash cut off, whose visitor got no answer. */
export function hitOf(line: string): Hit | null {
  try {
    const read = JSON.parse(line) as Line | Hit;
    // The format before lines were arrays: some such lines may still wait on a disk.
    if (!Array.isArray(read)) return read;
    const [id, linkId, at, day, hash, device, marks, ...told] = read;
    const [earlierHash = null, referrerHost = null, language = null, sessionId] = told;
    return {
      ...{ id, linkId, at, device, referrerHost, language },
      visitor: { day, hash, earlierHash },
      marks: marks.split(' ').filter(Boolean) as Marks,
      sessionId: sessionId ?? undefined,
    };
  } catch {
    return null;
  }
}
