import type { Attribution } from './attribution-rule.js';
import { isFromBrowser, type ConversionKind, type ConversionWay } from './conversion.model.js';

interface Reported {
  kind: ConversionKind;
  via: ConversionWay;
}

/** True when its click was named by an id from before ids were signed, which anybody could have made up. */
const isByGuess = ({ because, guessable }: Attribution) => because === null && guessable;

/**
 * Whether a conversion can be trusted: reported by a server or a file, and its click not named by an id that could
 * be guessed. For reports of browsers, this returns how many of a click and day an admin accepts for this kind.
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
