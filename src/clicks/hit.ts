import { marksOf, type Marks } from './click-rules.js';
import { deviceClass, languageOf, referrerHost, type Device, type Visit } from './describe-visit.js';
import type { Visitor } from './identify-visitor.js';
import { newHitId } from './new-hit-id.js';

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

/** The hit as a line of the journal: JSON, by hand because most of it needs no escape. */
export function lineOf(hit: Hit): string {
  const { day, hash, earlierHash } = hit.visitor;
  const plain = `"${hit.id}","${hit.linkId}",${hit.at},"${day}","${hash}","${hit.device}","${hit.marks.join(' ')}"`;
  const told = `${json(earlierHash)},${json(hit.referrerHost)},${json(hit.language)},${json(hit.sessionId)}`;
  return `[${plain},${told}]`;
}

const json = (text: string | null | undefined): string => (text == null ? 'null' : JSON.stringify(text));

type Line = [string, string, number, string, string, Device, string, ...(string | null)[]];

/** The hit that a line stands for; null for a line that a crash cut off: nobody was answered for it. */
export function hitOf(line: string): Hit | null {
  try {
    const read = JSON.parse(line) as Line | Hit;
    // As lines were before they were arrays: some may still wait on a disk.
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
