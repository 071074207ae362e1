import { attributeOf } from './scan-tags.js';

/** Smaller images are smileys, icons or dots that count readers. */
const smallest = 50;

/** Names of files that hold a place, a line or nothing. */
const emptyFiles =
  /^(?:spacer|space|blank|pixel|px|clear|cleardot|transparent|trans|empty|dot|shim|placeholder|loading|lazy|count|counter|track|tracker|tracking|1x1|1px)[-_.\dx]*\.(?:gif|png|svg|webp)$/;
const smileys = /(?:^|[/_-])(?:smil(?:ey|ie)s?|emoticons?|emojis?|twemoji)(?:[/_.\d-]|$)/;
const sprites = /(?:^|[/_.-])sprites?(?:[/_.\d-]|$)/;
const counters =
  /^(?:pixel|stats?|track(?:er|ing)?|analytics|counter|beacon|feedads|feeds\.feedburner|feeds\.wordpress)\.|(?:^|\.)(?:doubleclick\.net|google-analytics\.com|quantserve\.com|scorecardresearch\.com|feedsportal\.com)$/;
const counting = /(?:^|\/)(?:piwik|matomo)\.php$/;

/** True for the address of an image that is no picture: a smiley, a spacer, a sprite, or what counts readers. */
export function isDecorationAddress(url: URL): boolean {
  const path = url.pathname.toLowerCase();
  const file = path.slice(path.lastIndexOf('/') + 1);
  return (
    emptyFiles.test(file) ||
    [smileys, sprites, counting].some((pattern) => pattern.test(path)) ||
    counters.test(url.hostname)
  );
}

/** True for an image that its tag shows to be hidden or as small as a letter. */
export function isDecoration(tag: string): boolean {
  const sides = ['width', 'height'].map(
    (side) => /^(\d{1,5})(?:px)?$/.exec(attributeOf(tag, side) ?? '')?.[1],
  );
  if (sides.some((side) => side !== undefined && Number(side) < smallest)) return true;
  const style = attributeOf(tag, 'style') ?? '';
  return (
    /\b(?:smil(?:ey|ie)|emoji|emoticon|spacer|sprite)\b/i.test(attributeOf(tag, 'class') ?? '') ||
    /display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden/i.test(style) ||
    /(?:^|[;\s])(?:max-)?(?:width|height)\s{0,9}:\s{0,9}(?:[0-4]?\d(?:\.\d+)?px|[01](?:\.\d+)?r?em)/i.test(
      style,
    )
  );
}
