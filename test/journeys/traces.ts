import { hash } from 'node:crypto';

/** Who comes by: documentation addresses, and agents that nothing else here is called. */
export const visitors = [
  {
    address: '203.0.113.77',
    agent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.7777.77 Safari/537.36',
  },
  { address: '198.51.100.23', agent: 'CuriousBot/7.7 (+https://bot.example)' },
  {
    address: '2001:db8:4:5:6:7:8:99',
    agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:133.7) Gecko/20100101 Firefox/133.7',
  },
];
export const known = 'amara.known@acme.example';
export const unknown = 'who.is.unknown@strangers.example';

/** How an address may be written: itself, and an IPv6 network in a few spellings. */
function spellings(address: string): string[] {
  if (!address.includes(':')) return [address, `::ffff:${address}`];
  const groups = address.split(':');
  const [network, site] = [groups.slice(0, 4).join(':'), groups.slice(0, 3).join(':')];
  return [address, network, `${network}::`, `${network}::/64`, site, `${site}::`, `${site}::/48`];
}

/** Texts and bytes by which somebody could recognize an address or an agent, each with what it is. */
export function traces(): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const { address, agent } of visitors) {
    found.set(agent, Buffer.from(agent));
    for (const form of spellings(address)) {
      found.set(form, Buffer.from(form));
      const texts = [form, `${form}\n${agent}`, `${form}${agent}`, `${form} ${agent}`];
      for (const email of [known, unknown])
        texts.push(`${email} ${form}`, `${form} ${email}`, `${email}${form}`);
      for (const text of texts)
        for (const algorithm of ['sha256', 'sha1', 'md5']) {
          const name = `${algorithm} of ${JSON.stringify(text)}`;
          const bytes = Buffer.from(hash(algorithm, text, 'hex'), 'hex');
          found.set(`${name}, bytes`, bytes);
          for (const encoding of ['hex', 'base64', 'base64url'] as const)
            // Without padding, which not everybody writes.
            found.set(`${name}, ${encoding}`, Buffer.from(bytes.toString(encoding).replace(/=+$/, '')));
        }
    }
  }
  return found;
}
