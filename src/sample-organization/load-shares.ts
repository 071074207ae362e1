import { confirmShare, listShares, openShare } from '../sharing/index.js';
import { recordClicks, recordConversion } from '../tracking/index.js';
import type { Services } from '../services.js';
import type { Calendar } from './calendar.js';
import type { PostIds } from './content-steps.js';
import { inChunks } from './in-chunks.js';
import type { PeopleByMailbox } from './load-people.js';
import type { PlannedShare } from './plan-shares.js';
import { planVisits } from './plan-visits.js';

type ServicesAt = (moment: Date) => Services;

/** Opens a share as the advocate did, and confirms it when they did. */
export async function loadShare(
  at: ServicesAt,
  { people, postIds }: { people: PeopleByMailbox; postIds: PostIds },
  share: PlannedShare,
): Promise<void> {
  const person = people.get(share.person.mailbox)!;
  const { network, caption, confirmedAt } = share;
  const { shareId } = await openShare(at(share.at), {
    person,
    postId: postIds.get(share.post)!,
    network,
    caption,
  });
  if (confirmedAt) await confirmShare(at(confirmedAt), { shareId, advocateId: person.id });
}

/** Records every visit and conversion of these shares, through the same rules as those of real people. */
export async function loadVisits(
  at: ServicesAt,
  { people, postIds }: { people: PeopleByMailbox; postIds: PostIds },
  { calendar, shares }: { calendar: Calendar; shares: PlannedShare[] },
): Promise<void> {
  const slugs = new Map<string, string>();
  for (const advocateId of new Set(shares.map(({ person }) => people.get(person.mailbox)!.id)))
    for (const { postId, network, slug } of await listShares({ advocateId }))
      slugs.set(`${advocateId} ${postId} ${network}`, slug);

  const planned = shares.map((share) => {
    const advocateId = people.get(share.person.mailbox)!.id;
    const slug = slugs.get(`${advocateId} ${postIds.get(share.post)} ${share.network}`)!;
    return { advocateId, slug, ...planVisits(share, calendar) };
  });
  const visits = planned.flatMap(({ visits, slug, advocateId }) =>
    visits.map(({ at, visit, isOwn }) => ({ at, visit, slug, ...(isOwn && { personId: advocateId }) })),
  );
  for (let start = 0; start < visits.length; start += 500)
    await recordClicks(visits.slice(start, start + 500));
  const conversions = planned.flatMap(({ conversions, slug }) =>
    conversions.map((one) => ({ ...one, slug })),
  );
  await inChunks(conversions, ({ at: moment, ...conversion }) =>
    recordConversion(at(moment), { ...conversion, via: 'server' }),
  );
}
