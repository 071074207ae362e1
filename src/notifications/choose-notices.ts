import { isDeepStrictEqual } from 'node:util';
import type { Types } from 'mongoose';
import { changeCurrent, create } from '../events/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { authorize, permits, type Person, type SignedIn } from '../people/index.js';
import type { NoticeKind } from './notice-kinds.js';
import { NoticeChoices } from './notice-choices.model.js';

/** A kind on a person's page of choices. */
export interface NoticeChoice {
  kind: NoticeKind;
  /** It comes as a mail. */
  byMail: boolean;
}

/** The kinds that somebody with these roles can get, and whether each comes to them as a mail. */
export async function listChoices(
  kinds: readonly NoticeKind[],
  { id, roles }: Pick<Person, 'id' | 'roles'>,
): Promise<NoticeChoice[]> {
  const choices = await NoticeChoices.findOne({ userId: id }, { stopped: 1, asked: 1 }).lean();
  return kinds
    .filter((kind) => permits(roles, kind.for))
    .map((kind) => ({ kind, byMail: isWanted(kind, choices) }));
}

/** True if a notice of this kind comes to this person as a mail. */
export async function wantsMail(kind: NoticeKind, userId: string): Promise<boolean> {
  return isWanted(kind, await NoticeChoices.findOne({ userId }, { stopped: 1, asked: 1 }).lean());
}

/** Which of these people asked for mails about this kind. */
export async function whoAsked({ name }: NoticeKind, userIds: Types.ObjectId[]): Promise<Set<string>> {
  const found = await NoticeChoices.find({ userId: { $in: userIds }, asked: name }, { userId: 1 }).lean();
  return new Set(found.map(({ userId }) => userId.toString()));
}

function isWanted({ name, mail }: NoticeKind, choices: { stopped: string[]; asked: string[] } | null) {
  if (mail === 'always') return true;
  return mail === 'on-request' ? Boolean(choices?.asked.includes(name)) : !choices?.stopped.includes(name);
}

/** Stores which of these kinds come to the actor as a mail. Other kinds stay as they are. @throws Forbidden */
export async function chooseNotices(
  services: Services,
  { actor, shown, byMail }: { actor: SignedIn; shown: readonly NoticeKind[]; byMail: readonly string[] },
): Promise<void> {
  authorize(actor, 'manage-own-account', { ownerId: actor.id });
  const names = (rule: NoticeKind['mail'], isOn: boolean) =>
    shown.filter(({ name, mail }) => mail === rule && byMail.includes(name) === isOn).map(({ name }) => name);
  await changeChoices(services, actor.id, shown, {
    stopped: names('unless-stopped', false),
    asked: names('on-request', true),
  });
}

/** Ends the mails of one kind, by the link in such a mail: who has it needs no session. Idempotent. */
export const stopMails = (services: Services, { userId, kind }: { userId: string; kind: NoticeKind }) =>
  changeChoices(services, userId, [kind], {
    stopped: kind.mail === 'unless-stopped' ? [kind.name] : [],
    asked: [],
  });

async function changeChoices(
  services: Services,
  userId: string,
  shown: readonly NoticeKind[],
  to: { stopped: string[]; asked: string[] },
): Promise<void> {
  const type = 'notice-choices.changed';
  const isNew = await insertUnlessThere(() =>
    create(services, NoticeChoices, { type, by: userId, values: { userId, ...to } }),
  );
  if (isNew) return;
  const others = (names: string[]) => names.filter((name) => shown.every((kind) => kind.name !== name));
  await changeCurrent(services, NoticeChoices, { userId }, ({ stopped, asked }) => {
    const set = { stopped: [...others(stopped), ...to.stopped], asked: [...others(asked), ...to.asked] };
    const isSame = isDeepStrictEqual([stopped, asked].map(sorted), [set.stopped, set.asked].map(sorted));
    return isSame ? null : { type, by: userId, set };
  });
}

const sorted = (names: string[]): string[] => [...names].sort();
