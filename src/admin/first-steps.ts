import type { State } from './read-state.js';

/** What an organization needs before people share, in the order in which it is best done. */
export const stepNames = ['organization', 'mail', 'guideline', 'people', 'approver', 'feed', 'post'] as const;
export type StepName = (typeof stepNames)[number];

const isDone: Record<StepName, (state: State) => boolean> = {
  // This page has no reader before there is an organization.
  organization: () => true,
  mail: ({ mail }) => mail.testedAt !== null,
  guideline: ({ hasGuideline }) => hasGuideline,
  people: ({ people }) => people.active + people.invited + people.deactivated > 1,
  approver: ({ approvers }) => approvers > 1,
  feed: ({ feeds, writesOwnPosts }) => feeds.total > 0 || writesOwnPosts,
  post: ({ hasPublished }) => hasPublished,
};

/** The steps that are left, and those that are done, each in order. */
export function firstSteps(state: State): { open: StepName[]; done: StepName[] } {
  return {
    open: stepNames.filter((name) => !isDone[name](state)),
    done: stepNames.filter((name) => isDone[name](state)),
  };
}
