// Results of others as the organization lets everybody see them: cells of closed weeks, each published once with six
// contributors or more, so that no combination of numbers reveals what a few people did.
export { fewestContributors } from './cell-rules.js';
export { addFigures, type ResultFigures } from './figures.js';
export { joinBoard, leaveBoard, removeFromBoard } from './join-board.js';
export { longestBoardName } from './public-person.model.js';
export { publishDueWeeks } from './publish-due-weeks.js';
export { publishedResultsJobs } from './published-results.jobs.js';
export { publishedResultsPersonalData } from './published-results.personal-data.js';
export { findPublicPerson, listPublicPeople, readPublicResults } from './read-public-results.js';
export {
  lastClosedQuarter,
  publishedWeeks,
  readContentCells,
  readQuarterTable,
  sumFigures,
  type ContentCell,
  type QuarterTable,
  type Weeks,
} from './read-published.js';
