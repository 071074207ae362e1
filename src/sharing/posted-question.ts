import type { Request } from 'express';
import type { Services } from '../services.js';
import { networkLabel, type NetworkName } from './networks.js';

/** A share that this browser went away with, to its composer. */
interface Question {
  shareId: string;
  network: NetworkName;
  title: string;
  /** In milliseconds. */
  at: number;
}

declare module 'express-session' {
  interface SessionData {
    postedQuestion?: Question;
  }
}

/** Somebody who comes back later than this has other things in mind. */
const day = 24 * 60 * 60 * 1000;

/** Asks on this person's next pages whether they posted the share, until they answer or a day is over. */
export function askWhetherPosted(
  services: Services,
  req: Request,
  { id: shareId, network, title }: { id: string; network: NetworkName; title: string },
): void {
  const at = services.clock.now().getTime();
  req.session.postedQuestion = { shareId, network, title, at };
}

/** Ends the question about this share. */
export function endPostedQuestion(req: Request, shareId: string): void {
  if (req.session.postedQuestion?.shareId === shareId) delete req.session.postedQuestion;
}

/**
 * The open question for pages. Null on pages of shares, which ask by themselves, and on a page that answers a form:
 * the answer to the question would lose what was typed there.
 */
export function postedQuestion(
  services: Services,
  req: Request,
  locale: string,
): { shareId: string; network: string; title: string } | null {
  const question = req.session?.postedQuestion;
  if (!question || req.method !== 'GET' || req.path.startsWith('/shares/')) return null;
  if (services.clock.now().getTime() - question.at > day) return null;
  const { shareId, network, title } = question;
  return { shareId, network: networkLabel(network, locale), title };
}
