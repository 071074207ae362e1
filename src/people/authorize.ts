import { Forbidden, NotAllowedNow, NotFound } from '../platform/errors.js';
import { only, type Guard } from '../platform/http/guard.js';
import {
  permissionOf,
  permissions,
  permits,
  type Action,
  type Limit,
  type Permission,
  type Role,
} from './permissions.js';

/** A person who does something, with the roles that they have at this moment. */
export interface SignedIn {
  id: string;
  roles: readonly Role[];
}

/**
 * Who does something: a person; `clock`, for what jobs do by themselves; or `operator`, whoever runs the server, who
 * sets the organization up or loads the sample.
 */
export type Actor = SignedIn | 'clock' | 'operator';

/** What each limit looks at. Ids are strings or ObjectIds. */
interface Things {
  own: { ownerId: unknown };
  others: { personId: unknown };
  'words-of-others': { writerIds: readonly unknown[] };
  responsible: { personIds: readonly unknown[] };
  'as-set': { isLet: boolean };
}

interface LimitRow<L extends Limit> {
  about: string;
  holds: (id: string, on: Things[L]) => boolean;
  /** How somebody is refused whom it does not hold for. Default: Forbidden. */
  refusal?: () => Error;
}

/** What the limits mean. */
export const limits: { [L in Limit]: LimitRow<L> } = {
  own: {
    about: 'only their own',
    holds: (id, { ownerId }) => String(ownerId) === id,
    // That it exists says something about its owner.
    refusal: () => new NotFound(),
  },
  others: { about: 'never themselves', holds: (id, { personId }) => String(personId) !== id },
  'words-of-others': {
    about: 'never what they wrote',
    holds: (id, { writerIds }) => !writerIds.some((writer) => String(writer) === id),
  },
  responsible: {
    about: 'only what they are responsible for',
    holds: (id, { personIds }) => personIds.some((person) => String(person) === id),
    refusal: () => new NotAllowedNow('people.not-responsible'),
  },
  'as-set': {
    about: 'editors only while a setting permits it',
    holds: (_id, { isLet }) => isLet,
    refusal: () => new NotAllowedNow('people.not-set'),
  },
};

type On<A extends Action> = (typeof permissions)[A] extends { only: infer L extends Limit }
  ? Things[L]
  : never;

/** True if the actor may do it. Without `on`, it is not asked whether it is about the right thing. */
export function isAuthorized(actor: Actor, action: Action, on?: Things[Limit]): boolean {
  const { by, only: limit }: Permission = permissionOf(action);
  if (typeof actor === 'string') return by.includes(actor);
  if (!permits(actor.roles, action)) return false;
  return !limit || !on || (limits[limit].holds as (id: string, on: unknown) => boolean)(actor.id, on);
}

/**
 * Asks the table whether the actor may do this. Each verb that changes something for a person, or reads what belongs to
 * one, asks before anything else.
 * @param args.on the thing that it is about, if the action has a limit
 * @throws Forbidden, or what the limit says: NotFound for what belongs to somebody else, NotAllowedNow with the reason
 */
export function authorize<A extends Action>(
  actor: Actor,
  action: A,
  ...[on]: [On<A>] extends [never] ? [] : [on: On<A>]
): void {
  if (!isAuthorized(actor, action)) throw new Forbidden(action);
  if (isAuthorized(actor, action, on)) return;
  const { only: limit }: Permission = permissionOf(action);
  throw (limit && limits[limit].refusal?.()) ?? new Forbidden(action);
}

/** The person who does it, as events record them; null for the clock and the operator. */
export const personIdOf = (actor: Actor): string | null => (typeof actor === 'string' ? null : actor.id);

/** The guard of a route: `router.get('/studio', may('work-in-studio'), …)`. */
export const may = (action: Action): Guard => only(action, (user) => isAuthorized(user, action));
