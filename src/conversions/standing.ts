import type { Attribution } from './attribution-rule.js';
import { isFromBrowser, type ConversionKind, type ConversionWay } from './conversion.model.js';

interface Reported {
  kind: ConversionKind;
  via: ConversionWay;
}

/** True when its click is known by an id that anybody could have made up: one from before ids were signed. */
const isByGuess = ({ because, guessable }: Attribution) => because === null && guessable;

/**
 * Whether a conversion can be believed: reported by a server or a file, and its click not by an id that could be guessed.
 * Of what a browser reports, so many of a click and day are believed as an admin accepts of its kind.
 */
export function standingOf(
  { kind, via }: Reported,
  attribution: Attribution,
  accepted: Partial<Record<ConversionKind, number>>,
) {
  const isBrowser = isFromBrowser(via);
  const isGuess = isByGuess(attribution);
  return {
    verified: !isBrowser && !isGuess,
    acceptedPerClickAndDay: isBrowser && !isGuess ? (accepted[kind] ?? 0) : 0,
  };
}
