import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const find = () => [process.env.CHROMIUM_PATH ?? '', ...places].find((place) => existsSync(place));

/** The path of Chromium; installs Debian's if it may. @throws Error with instructions otherwise */
export function chromiumPath(): string {
  const known = find();
  if (known) return known;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) installFromDebian();
  const installed = find();
  if (installed) return installed;
  throw new Error(
    'The browser tests need Chromium. Install it (on Debian: apt-get install -y chromium), or set CHROMIUM_PATH to the browser you have.',
  );
}

function installFromDebian(): void {
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  try {
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], options);
  } catch {
    // apt-get has printed the reason; the caller reports that there is no browser.
  }
}

// Run before the tests, because installing takes longer than a test may.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(`Chromium: ${chromiumPath()}`);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
