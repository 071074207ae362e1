import { load } from 'cheerio';

/** The people who sign in while the redirect is measured; bench/redirect-server.ts creates them. */
export const people = Array.from({ length: 40 }, (_, n) => `person-${n}@example.com`);
export const password = 'calm ferry lantern harbour';

/** Signs somebody in, and returns a function that opens a page as them and returns its text. */
export async function signInAs(
  portal: string,
  person: { email: string; password: string },
): Promise<(address: string) => Promise<string>> {
  const page = await fetch(`${portal}/sign-in`);
  const cookie = page.headers.getSetCookie()[0]!.split(';')[0]!;
  const _csrf = load(await page.text())('input[name=_csrf]').val() as string;
  const answer = await fetch(`${portal}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ ...person, _csrf }),
    headers: { cookie },
    redirect: 'manual',
  });
  if (answer.status !== 303) throw new Error(`Sign-in was answered ${answer.status}`);
  const session = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0]!)
    .join('; ');
  return async (address) => {
    const asked = await fetch(portal + address, { headers: { cookie: session }, redirect: 'manual' });
    const text = await asked.text();
    if (asked.status !== 200)
      throw new Error(`${address} was answered ${asked.status}: ${text.slice(0, 500)}`);
    return text;
  };
}

/** Lets all of them sign in at once, repeatedly, until the returned function is called. It returns how often. */
export async function signInMeanwhile(portal: string): Promise<() => Promise<string>> {
  const page = await fetch(`${portal}/sign-in`);
  const cookie = page.headers.getSetCookie()[0]!.split(';')[0]!;
  const _csrf = load(await page.text())('input[name=_csrf]').val() as string;
  const answers = new Map<number, number>();
  let isOver = false;
  const signIn = async (email: string) => {
    const body = new URLSearchParams({ email, password, _csrf });
    const answer = await fetch(`${portal}/sign-in`, {
      ...{ method: 'POST', body, headers: { cookie }, redirect: 'manual' as const },
    });
    await answer.arrayBuffer();
    answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
  };
  const all = people.map(async (email) => {
    while (!isOver) await signIn(email);
  });
  return async () => {
    isOver = true;
    await Promise.all(all);
    return [...answers].map(([status, times]) => `${times} × ${status}`).join(', ');
  };
}
