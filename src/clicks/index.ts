// Visits of tracked links, from the journal to the click: classified by the click rules, with a visitor's hash.
// Nothing here knows a visitor: no address and no agent is stored, only a hash whose salt is deleted soon after the day.
export { getClickKey, signedClickIds } from './click-key.model.js';
export { classifyPastVisits, type PastVisit } from './classify-past-visits.js';
export { clickRules, marksOf } from './click-rules.js';
export { clickRuleRows } from './click-rules.view.js';
export { Click } from './click.model.js';
export type { Visit } from './describe-visit.js';
export { drainJournal } from './drain-journal.js';
export { forgetVisitors } from './forget-visitors.js';
export { describeHit, hitOf, lineOf, type Hit } from './hit.js';
export { daysAround, identifyVisitor, type Visitor } from './identify-visitor.js';
export { Journal } from './journal.js';
export { countLost, lostVisits } from './lost-visit.model.js';
export { reclassifyWhenRulesChange } from './reclassify-clicks.js';
export { recordClicks } from './record-click.js';
export { recordHits } from './record-hits.js';
export { referrerClass, type ReferrerClass } from './referrer-classes.js';
export { areClicksRetained, retainClicksFrom } from './retention.model.js';
export { readClickId, signClickId, type ReadClickId } from './signed-click-id.js';
export { earlierSaltOf, saltOf } from './visitor-salt.model.js';
