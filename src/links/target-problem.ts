import { getOrganization, leadsToOneOf } from '../organization/index.js';
import type { Message } from '../platform/errors.js';
import { readableAddress } from '../platform/text/readable-address.js';

const named = 10;

/** Why links may not lead to this web address: the organization allows only other hosts. Null when they may. */
export async function targetProblem(target: string): Promise<Message | null> {
  const hosts = (await getOrganization())?.targetHosts ?? [];
  if (leadsToOneOf(hosts, target)) return null;
  const rest = hosts.length > named ? ' …' : '';
  return {
    key: 'links.target-elsewhere',
    values: { hosts: hosts.slice(0, named).map(readableAddress).join(', ') + rest },
  };
}
