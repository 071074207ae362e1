import { randomBytes } from 'node:crypto';
import { createTrackedLink } from '../../src/links/create-tracked-link.js';
import { recordClick, recordClicks } from '../../src/clicks/record-click.js';
import { type SharingLabels } from '../../src/links/dimensions.js';
import { type Visit } from '../../src/clicks/describe-visit.js';
import type { Services } from '../../src/services.js';
import { getClickKey } from '../../src/clicks/click-key.model.js';
import { signClickId } from '../../src/clicks/signed-click-id.js';
import { buildOrganization } from '../support/builders.js';
import { createTestServices } from '../support/services.js';

const newId = () => randomBytes(12).toString('hex');

interface LinkOverrides extends Partial<SharingLabels> {
  target?: string;
  shareId?: string;
  campaign?: string;
}

/** A tracked link. Its share, post and advocate need not exist. Labels are given with the other fields. */
export async function buildTrackedLink({ target, shareId, campaign, ...overrides }: LinkOverrides = {}) {
  await buildOrganization();
  const labels: SharingLabels = {
    postId: newId(),
    advocateId: newId(),
    teamId: null,
    locationId: null,
    network: 'linkedin',
    campaign: campaign ?? 'spring-campaign',
    ...overrides,
  };
  const link = await createTrackedLink(createTestServices(), {
    target: target ?? 'https://example.com/news?id=7#more',
    shareId: shareId ?? newId(),
    campaign: campaign ?? 'spring-campaign',
    labels,
  });
  return { ...link, labels };
}

export const browser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

/** The id of a click as a site gets it. */
export async function handedOut(clickId: string): Promise<string> {
  return signClickId((await getClickKey(createTestServices())).key, clickId);
}

let visitors = 0;

interface ClickOverrides extends Partial<Visit> {
  /** Default: of a link made for it. */
  slug?: string;
  /** Default: 18 November 2026, 10:00 in Berlin. */
  at?: string | Date;
}

/** A click that counts, by a new visitor: pass `network` for the same visitor again, `headers` for a bot. */
export async function buildClick({ slug, at, ...visit }: ClickOverrides = {}) {
  const services = createTestServices();
  if (at) services.setNow(at);
  visitors += 1;
  return recordClick(services, {
    slug: slug ?? (await buildTrackedLink()).slug,
    visit: {
      method: 'GET',
      network: `2001:db8:0:${visitors.toString(16)}::/64`,
      headers: { 'user-agent': browser },
      ...visit,
    },
  });
}

/** A click so many milliseconds before now by a new visitor; by a bot unless it should count. Returns its id. */
export async function buildClickBefore(
  services: Services,
  { slug, before, counts = true }: { slug: string; before: number; counts?: boolean },
): Promise<string> {
  visitors += 1;
  const headers = { 'user-agent': counts ? browser : 'curl/8.5.0' };
  const visit = { method: 'GET', network: `2001:db8:0:${visitors.toString(16)}::/64`, headers };
  const at = new Date(services.clock.now().getTime() - before);
  const [id] = await recordClicks(services, [{ slug, visit, at }]);
  return id!;
}
