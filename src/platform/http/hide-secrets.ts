const hidden = '[hidden]';

/** After one of these, the rest of the path is a secret or a tracked link. */
const secretFolders = ['unsubscribe', 'invitation', 'reset-password', 'set-up', 'l'];
const plainSegment = /^[a-z0-9._-]*$/i;
const objectId = /^[0-9a-f]{24}$/i;
const longestSegment = 20;
const longestPath = 200;

/**
 * A path for the log: without its query, decoded, and without tokens, e-mail addresses and tracked links, however
 * they were encoded.
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

/** The decoded path of a URL, with slashes only; null when it is not decoded after a few rounds. */
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
    // It can't be decoded, so all of it is hidden.
  }
  return null;
}

const secretPath = /(?:unsubscribe|invitation|reset-password|set-up)(?:\/|%2f)[^\s"\\]+/gi;
const word = "[\\w.!#$&'*+=?^`{|}~%-]+";
// Also matches words without an @: each word is then checked once, so the time grows only with the length of the
// text.
const emailOrWord = new RegExp(`${word}(@|%40)[\\w.-]+|${word}`, 'gi');
// The longer ones begin with the id of a person.
const token = /(?<![\w-])(?:gsk_|whsec_)?[\w-]{43}(?:[\w-]{16})?(?![\w-])/g;

/** A log line without e-mail addresses, tokens and single-use links, which error messages may contain. */
export function hideSecrets(line: string): string {
  return line
    .replace(secretPath, (found) => found.replace(/(\/|%2f).*/i, `$1${hidden}`))
    .replace(emailOrWord, (found, at?: string) => (at ? hidden : found))
    .replace(token, hidden);
}
