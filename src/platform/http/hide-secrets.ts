const hidden = '[hidden]';

/** After one of these, the rest of a path is a secret or somebody's tracked link. */
const secretFolders = ['unsubscribe', 'invitation', 'reset-password', 'set-up', 'l'];
const plainSegment = /^[a-z0-9._-]*$/i;
const objectId = /^[0-9a-f]{24}$/i;
const longestSegment = 20;
const longestPath = 200;

/**
 * A path as a log may hold it, however it was spelled: without its query, decoded, and with everything hidden that could be a
 * token, an e-mail address or a tracked link.
 */
export function pathForLog(url: string): string {
  const path = decoded(url);
  if (path === null) return hidden;
  const kept: string[] = [];
  for (const segment of path.split('/').filter(Boolean)) {
    const isPlain =
      plainSegment.test(segment) && (segment.length <= longestSegment || objectId.test(segment));
    kept.push(isPlain ? segment : hidden);
    if (!secretFolders.includes(segment.toLowerCase())) continue;
    kept.push(hidden);
    break;
  }
  return `/${kept.join('/')}`.slice(0, longestPath);
}

/** The path of a URL without percent-encoding, with slashes only; null when it can't be decoded in a few rounds. */
function decoded(url: string): string | null {
  let path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
  try {
    for (let rounds = 0; rounds < 5; rounds += 1) {
      path = path.replace(/[?#;].*/s, '').replaceAll('\\', '/');
      const next = decodeURIComponent(path);
      if (next === path) return path;
      path = next;
    }
  } catch {
    // Not decodable: hidden as a whole.
  }
  return null;
}

const secretPath = /(?:unsubscribe|invitation|reset-password|set-up)(?:\/|%2f)[^\s"\\]+/gi;
const word = "[\\w.!#$&'*+=?^`{|}~%-]+";
// Matches words without an @ as well: each word is then looked at once, and a long one costs no more than its length.
const emailOrWord = new RegExp(`${word}(@|%40)[\\w.-]+|${word}`, 'gi');
const token = /(?<![\w-])(?:gsk_|whsec_)?[\w-]{43}(?![\w-])/g;

/** A line of the log without e-mail addresses, tokens and single-use links, such as an error's message may hold. */
export function hideSecrets(line: string): string {
  return line
    .replace(secretPath, (found) => found.replace(/(\/|%2f).*/i, `$1${hidden}`))
    .replace(emailOrWord, (found, at?: string) => (at ? hidden : found))
    .replace(token, hidden);
}
