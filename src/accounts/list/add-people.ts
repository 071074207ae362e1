import { changeClaimed, claimDue, giveBack, renewClaim } from '../../platform/data/claim.js';
import { NotAllowedNow, NotFound } from '../../platform/errors.js';
import { createMany } from '../../events/index.js';
import { noticesOf, pendingNotice } from '../../platform/data/pending-notices.js';
import type { Services } from '../../services.js';
import { notify } from '../../notifications/index.js';
import { getOrganization } from '../../organization/index.js';
import {
  authorize,
  hasMoreRoles,
  Location,
  logAccountEvent,
  newUser,
  Team,
  User,
  type SignedIn,
} from '../../people/index.js';
import { sendFirstInvitations } from '../../sign-in/index.js';
import { listAdded } from '../accounts.notices.js';
import { PeopleList, type ListRow, type PeopleListRecord } from './people-list.model.js';

const leaseMs = 60_000;
/** After these, the progress is stored. The list is one large document, so not after each portion. */
const rowsAStep = 500;
/** How many people are created at once: checking them takes this thread, which tracked links need too. */
const peopleAtOnce = 50;

/** Mails to admins about lists that give people more than the role of an advocate. */
export const peopleListNotices = noticesOf(PeopleList);

/** A list with this id. @throws Forbidden; NotFound */
export async function getList(actor: SignedIn, id: string): Promise<PeopleListRecord> {
  authorize(actor, 'manage-people');
  const found = await PeopleList.findById(id, { rows: 0 }).lean<PeopleListRecord>();
  if (!found) throw new NotFound();
  return found;
}

/**
 * The first people that a list adds, those who get more than the role of an advocate before all others.
 * @throws Forbidden
 */
export async function firstPeopleOf(actor: SignedIn, listId: string, most: number): Promise<ListRow[]> {
  authorize(actor, 'manage-people');
  const found = await PeopleList.findById(listId, { rows: { $slice: most } }).lean<PeopleListRecord>();
  return found?.rows ?? [];
}

/**
 * Begins to add the people of a list; the job goes on with it. All admins get a mail if somebody gets more than the
 * role of an advocate. Beginning again changes nothing.
 * @throws Forbidden; NotFound; NotAllowedNow when one of its teams or locations was ended since it was read
 */
export async function beginToAdd(
  services: Services,
  { actor, listId, isInviting }: { actor: SignedIn; listId: string; isInviting: boolean },
): Promise<void> {
  authorize(actor, 'manage-people');
  await getList(actor, listId);
  const teamIds = await PeopleList.distinct('rows.teamId', { _id: listId, state: 'read' });
  if (await Team.exists({ _id: { $in: teamIds }, endedAt: { $ne: null }, mergedInto: null }))
    throw new NotAllowedNow('accounts.list-team-ended');
  const locationIds = await PeopleList.distinct('rows.locationId', { _id: listId, state: 'read' });
  if (await Location.exists({ _id: { $in: locationIds }, endedAt: { $ne: null } }))
    throw new NotAllowedNow('accounts.list-location-ended');
  await PeopleList.updateOne(
    { _id: listId, state: 'read' },
    { $set: { state: 'adding', isInviting, takenBy: actor.id, dueAt: services.clock.now() } },
  );
}

/**
 * Throws a list away that nobody was added from.
 * @throws Forbidden; NotFound when there is no such list; NotAllowedNow when its people are being added, or were
 */
export async function deleteList(
  _services: Services,
  { actor, listId }: { actor: SignedIn; listId: string },
): Promise<void> {
  authorize(actor, 'manage-people');
  const { deletedCount } = await PeopleList.deleteOne({ _id: listId, state: 'read' });
  if (deletedCount) return;
  const { state } = await getList(actor, listId);
  throw new NotAllowedNow(state === 'added' ? 'accounts.list-over' : 'accounts.list-begun');
}

/**
 * Adds people of a list that no process works on, some hundred at a time. False when there is none. A step that was
 * interrupted is repeated, and finds whom it added. A team or location that has ended meanwhile is left out.
 * @param listId default: the list that has waited longest
 */
export async function addListedPeople(
  services: Services,
  { listId, steps = Infinity, stopping }: { listId?: string; steps?: number; stopping?: AbortSignal } = {},
): Promise<boolean> {
  const [list] = await claimDue<PeopleListRecord>(services, PeopleList, {
    where: { state: 'adding', ...(listId && { _id: listId }) },
    ...{ leaseMs, most: 1 },
  });
  if (!list) return false;
  const organization = await getOrganization();
  let { done, added } = list;
  for (let step = 0; step < steps && done < list.rows.length && !stopping?.aborted; step += 1) {
    const rows = await withoutEnded(list.rows.slice(done, done + rowsAStep));
    const now = services.clock.now();
    for (let begin = 0; begin < rows.length; begin += peopleAtOnce)
      await createMany(services, User, {
        type: 'person.created',
        by: list.takenBy,
        values: rows
          .slice(begin, begin + peopleAtOnce)
          .map(({ userId, name, email, teamId, locationId, roles }) =>
            newUser({
              ...{ _id: userId, name, email, roles },
              ...{ teamId: teamId ?? null, locationId: locationId ?? null },
              timeZone: organization?.timeZone ?? 'UTC',
              language: organization?.language ?? 'en',
              joinedAt: now,
            }),
          ),
      });
    if (list.isInviting)
      await sendFirstInvitations(services, {
        userIds: rows.map(({ userId }) => userId),
        byId: list.takenBy.toString(),
      });
    added += await User.countDocuments({ _id: { $in: rows.map(({ userId }) => userId) } });
    done += rows.length;
    // Another process took over after a long pause, and goes on with it.
    if (!(await renewClaim(services, PeopleList, list, { leaseMs, set: { done, added } }))) return true;
  }
  if (done < list.rows.length) await giveBack(services, PeopleList, [list]);
  else await end(services, list);
  return true;
}

async function end(services: Services, list: PeopleListRecord): Promise<void> {
  const notice = await moreRolesNotice(services, list);
  await notifyTaker(services, list);
  const isEnded = await changeClaimed(PeopleList, list, {
    $set: { state: 'added', rows: [], text: '', claim: null },
    ...(notice && { $push: { pendingNotices: notice } }),
  });
  if (isEnded)
    logAccountEvent(services, 'people-added', { byId: list.takenBy.toString(), count: list.rows.length });
}

/** The rows, without teams and locations that have ended. People of a merged team are moved by its merge. */
async function withoutEnded(rows: ListRow[]): Promise<ListRow[]> {
  const idsOf = (field: 'teamId' | 'locationId') => [
    ...new Set(rows.flatMap((row) => row[field]?.toString() ?? [])),
  ];
  const [teams, locations] = await Promise.all([
    Team.find({ _id: { $in: idsOf('teamId') }, endedAt: { $ne: null }, mergedInto: null }, { _id: 1 }).lean(),
    Location.find({ _id: { $in: idsOf('locationId') }, endedAt: { $ne: null } }, { _id: 1 }).lean(),
  ]);
  const ended = new Set([...teams, ...locations].map(({ _id }) => _id.toString()));
  const unlessEnded = (id: ListRow['teamId']) => (id && ended.has(id.toString()) ? null : id);
  return rows.map((row) => ({
    ...row,
    teamId: unlessEnded(row.teamId),
    locationId: unlessEnded(row.locationId),
  }));
}

/** A notice with the number of people who were really added with more than the role of an advocate, if any. */
async function moreRolesNotice(services: Services, { rows, takenBy }: PeopleListRecord) {
  const ids = rows.filter(({ roles }) => hasMoreRoles(roles)).map(({ userId }) => userId);
  const count = ids.length && (await User.countDocuments({ _id: { $in: ids } }));
  if (!count) return undefined;
  const byId = takenBy.toString();
  return pendingNotice(services, { word: 'accounts.notice-list', values: { byId, count: String(count) } });
}

/** Before its state changes: a process that ends in between repeats it, and the notice is there once. */
async function notifyTaker(services: Services, { _id, takenBy, rows }: PeopleListRecord): Promise<void> {
  const listId = _id.toString();
  const count = await User.countDocuments({ _id: { $in: rows.map(({ userId }) => userId) } });
  await notify(services, listAdded, {
    key: listId,
    about: `people-list/${listId}`,
    to: [takenBy.toString()],
    values: { count },
    path: `/admin/people/list/${listId}`,
  });
}
