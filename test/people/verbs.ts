// Every verb that asks the table of permissions, with what it asks for.
import { deactivatePerson, reactivatePerson } from '../../src/accounts/access-of-person.js';
import { endTeam, takeUpTeam } from '../../src/accounts/end-team.js';
import { beginToAdd, deleteList, firstPeopleOf, getList } from '../../src/accounts/list/add-people.js';
import { takeList } from '../../src/accounts/list/take-list.js';
import {
  createLocation,
  endLocation,
  renameLocation,
  takeUpLocation,
} from '../../src/accounts/manage-locations.js';
import { createTeam, updateTeam } from '../../src/accounts/manage-teams.js';
import { mergeTeam } from '../../src/accounts/merge-team.js';
import { updateAccount } from '../../src/accounts/update-account.js';
import { updatePerson } from '../../src/accounts/update-person.js';
import { sendTestMail } from '../../src/admin/send-test-mail.js';
import { makeApiKey, revokeApiKey } from '../../src/conversions/api-key.model.js';
import { updateConversionSettings } from '../../src/conversions/conversion-settings.model.js';
import { runImport, tryImport } from '../../src/conversions/import/begin-pass.js';
import { deleteImport } from '../../src/conversions/import/delete-import.js';
import { findImport } from '../../src/conversions/import/find-import.js';
import { takeFile } from '../../src/conversions/import/take-file.js';
import { voidConversions } from '../../src/conversions/void-conversions.js';
import { makeWebhookSecret } from '../../src/conversions/webhook-secret.model.js';
import { getUndecided, sendAgain } from '../../src/deliveries/send-again.js';
import { acknowledgeGuideline } from '../../src/guidelines/acknowledge-guideline.js';
import { publishGuideline, saveGuidelineDraft } from '../../src/guidelines/publish-guideline.js';
import { changeSubscription } from '../../src/notifications/change-subscription.js';
import { chooseNotices } from '../../src/notifications/choose-notices.js';
import { getOwnSubscription } from '../../src/notifications/find-subscription.js';
import { listOutbox, readOutboxMail } from '../../src/notifications/outbox-mail.js';
import { listNotices, openNotice, readAllNotices } from '../../src/notifications/read-notices.js';
import { createOrganization } from '../../src/organization/create-organization.js';
import { pauseSharing, resumeSharing } from '../../src/organization/pause-sharing.js';
import { chooseOwnPosts, updateOrganization } from '../../src/organization/update-organization.js';
import { getOwnRegularity } from '../../src/participation/get-own-regularity.js';
import { followTopics } from '../../src/people/follow-topics.js';
import type { Actor, SignedIn } from '../../src/people/index.js';
import type { Action } from '../../src/people/permissions.js';
import { collectData } from '../../src/personal-data/collect-data.js';
import { erasePerson } from '../../src/personal-data/erase-person.js';
import { draftPost } from '../../src/posts/draft-post.js';
import { editPost } from '../../src/posts/edit-post.js';
import { movePost } from '../../src/posts/move-post.js';
import { placePosts } from '../../src/posts/place-post.js';
import { changeTopic, createTopic } from '../../src/posts/topics.js';
import { joinBoard, leaveBoard } from '../../src/published-results/index.js';
import { getGotThanks, listOwnThanks } from '../../src/recognition/find-thanks.js';
import { giveThanks } from '../../src/recognition/give-thanks.js';
import { hideThanks, removeThanks, showThanks, withdrawThanks } from '../../src/recognition/move-thanks.js';
import type { Services } from '../../src/services.js';
import { confirmShare } from '../../src/sharing/confirm-share.js';
import { getShare } from '../../src/sharing/get-share.js';
import { openShare } from '../../src/sharing/open-share.js';
import { createPerson } from '../../src/sign-in/create-person.js';
import { startWave } from '../../src/sign-in/invitation-waves.js';
import { invitePerson, sendInvitation, sendInvitationAgain } from '../../src/sign-in/send-invitation.js';
import { changePassword } from '../../src/sign-in/set-password.js';
import { addFeed } from '../../src/sources/add-feed.js';
import { dismissItem, restoreItem } from '../../src/sources/dismiss-item.js';
import { draftFromItem } from '../../src/sources/draft-from-item.js';
import { fetchFeed } from '../../src/sources/fetch-feed.js';
import { importPage } from '../../src/sources/import-page.js';
import { changeFeed, removeFeed } from '../../src/sources/manage-feeds.js';
import {
  agreeToGoal,
  checkIn,
  enterFigure,
  enterFigures,
  withdrawMessage,
} from '../../src/strategy/account-for-goal.js';
import { setCollective } from '../../src/strategy/index.js';
import { rollOver } from '../../src/strategy/roll-over.js';
import { addStep, changeStep, endStep, takeUpStep } from '../../src/strategy/write-step.js';

type Call = (services: Services, actor: Actor) => Promise<unknown>;

const nothing = 'f'.repeat(24);
/** Ids of nothing that is stored, under each name that a verb may read. */
const input = {
  ...{ id: nothing, postId: nothing, shareId: nothing, itemId: nothing, feedId: nothing, keyId: nothing },
  ...{ step: 'department-goal', goalId: nothing, tacticId: nothing, note: '' },
  ...{ userId: nothing, teamId: nothing, intoId: nothing, listId: nothing, importId: nothing },
  ...{ thanksId: nothing, toId: nothing, pseudonym: null, sentence: '' },
  ...{ roles: ['advocate'], version: 1, page: 1, wave: 'never', name: 'no-such.eml', shown: [], byMail: [] },
};

/** A verb as it is called by somebody about things that don't exist. */
const of =
  (verb: (services: Services, given: never) => Promise<unknown>): Call =>
  (services, actor) =>
    verb(services, { ...input, actor } as never);

/** A verb whose actor comes before what it is about. */
const by =
  (verb: (actor: never, id: string, most: number) => Promise<unknown>): Call =>
  (_services, actor) =>
    verb(actor as never, nothing, 1);

/** By permission: the verbs that ask for it. */
const byAction: Partial<Record<Action, Record<string, Call>>> = {
  'manage-own-account': {
    updateAccount: of(updateAccount),
    changePassword: of(changePassword),
    changeSubscription: of(changeSubscription),
    getOwnSubscription: of(getOwnSubscription),
    chooseNotices: of(chooseNotices),
    collectData: by((actor, id) => collectData(actor, id).next()),
  },
  'read-own-notices': {
    listNotices: of(listNotices),
    openNotice: of(openNotice),
    readAllNotices: of(readAllNotices),
  },
  'read-guidelines': { acknowledgeGuideline: of(acknowledgeGuideline) },
  'share-posts': { openShare: of(openShare), followTopics: of(followTopics) },
  'manage-own-shares': {
    getShare: of(getShare),
    confirmShare: of(confirmShare),
    getOwnRegularity: of(getOwnRegularity),
  },
  'draft-posts': {
    draftPost: of(draftPost),
    editPost: of(editPost),
    createTopic: of(createTopic),
    changeTopic: of(changeTopic),
    placePosts: of(placePosts),
    importPage: of(importPage),
    draftFromItem: of(draftFromItem),
    dismissItem: of(dismissItem),
    restoreItem: of(restoreItem),
  },
  'approve-posts': {
    movePost: (services, actor) => movePost(services, { actor, postId: nothing, action: 'approve' }),
  },
  'return-posts': {
    'movePost to return': (services, actor) =>
      movePost(services, { actor, postId: nothing, action: 'return', note: 'No' }),
  },
  'work-in-studio': {
    'movePost to recall': (services, actor) =>
      movePost(services, { actor, postId: nothing, action: 'recall', note: 'No' }),
  },
  'run-jobs': {
    'movePost by the clock': (services, actor) =>
      movePost(services, { actor, postId: nothing, action: 'publish' }),
  },
  'edit-all-goals': { rollOver: of(rollOver) },
  'edit-goals-of-own-department': {
    addStep: of(addStep),
    changeStep: of(changeStep),
    endStep: of(endStep),
    takeUpStep: of(takeUpStep),
    withdrawMessage: of(withdrawMessage),
  },
  'show-collective-goals': { setCollective: of(setCollective) },
  'agree-to-goals': { agreeToGoal: of(agreeToGoal) },
  'check-in': { checkIn: of(checkIn) },
  'enter-figures': { enterFigure: of(enterFigure), enterFigures: of(enterFigures) },
  'manage-feeds': { addFeed: of(addFeed), changeFeed: of(changeFeed), removeFeed: of(removeFeed) },
  'fetch-feeds': { fetchFeed: of(fetchFeed) },
  'write-guidelines': { saveGuidelineDraft: of(saveGuidelineDraft), publishGuideline: of(publishGuideline) },
  'manage-people': {
    createLocation: of(createLocation),
    renameLocation: of(renameLocation),
    endLocation: of(endLocation),
    takeUpLocation: of(takeUpLocation),
    createPerson: of(createPerson),
    invitePerson: of(invitePerson),
    sendInvitation: of(sendInvitation),
    sendInvitationAgain: of(sendInvitationAgain),
    startWave: of(startWave),
    updatePerson: of(updatePerson),
    deactivatePerson: of(deactivatePerson),
    reactivatePerson: of(reactivatePerson),
    erasePerson: of(erasePerson),
    takeList: of(takeList),
    getList: by(getList),
    firstPeopleOf: by(firstPeopleOf),
    beginToAdd: of(beginToAdd),
    deleteList: of(deleteList),
    createTeam: of(createTeam),
    updateTeam: of(updateTeam),
    endTeam: of(endTeam),
    takeUpTeam: of(takeUpTeam),
    mergeTeam: of(mergeTeam),
  },
  thank: { giveThanks: of(giveThanks) },
  'manage-own-thanks': {
    showThanks: of(showThanks),
    hideThanks: of(hideThanks),
    withdrawThanks: of(withdrawThanks),
    getGotThanks: (_services, actor) => getGotThanks({ actor: actor as SignedIn, thanksId: nothing }),
    listOwnThanks: (_services, actor) => listOwnThanks({ actor: actor as SignedIn, way: 'got', page: 1 }),
  },
  'manage-own-place-on-board': {
    joinBoard: of(joinBoard),
    leaveBoard: of(leaveBoard),
  },
  'remove-thanks': { removeThanks: of(removeThanks) },
  'pause-sharing': { pauseSharing: of(pauseSharing), resumeSharing: of(resumeSharing) },
  'manage-organization': {
    createOrganization: of(createOrganization),
    updateOrganization: of(updateOrganization),
    chooseOwnPosts: of(chooseOwnPosts),
    sendTestMail: of(sendTestMail),
  },
  'manage-conversions': {
    updateConversionSettings: of(updateConversionSettings),
    voidConversions: of(voidConversions),
    makeApiKey: of(makeApiKey),
    revokeApiKey: of(revokeApiKey),
    makeWebhookSecret: of(makeWebhookSecret),
    takeFile: of(takeFile),
    findImport: by(findImport),
    tryImport: of(tryImport),
    runImport: of(runImport),
    deleteImport: of(deleteImport),
  },
  'manage-deliveries': {
    sendAgain: (services, actor) => sendAgain(services, [], { actor, id: nothing } as never),
    getUndecided: (services, actor) => getUndecided(services, [], { actor, id: nothing } as never),
  },
  'read-outbox': { listOutbox: of(listOutbox), readOutboxMail: of(readOutboxMail) },
};

export const verbs = Object.entries(byAction).flatMap(([action, calls]) =>
  Object.entries(calls).map(([name, call]) => ({ name, action: action as Action, call })),
);
