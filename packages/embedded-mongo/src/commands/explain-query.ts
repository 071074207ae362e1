import type { Plan } from '../query/planner.js';
import { planOf, search } from '../query/search.js';
import type { Query } from '../query/search.js';
import { inTurns } from '../scheduling/cooperative.js';
import type { Doc } from '../bson/values.js';
import type { Context } from './context.js';

/** What a command would read. */
export interface Explained {
  query: Query;
  /** After so many documents it reads no more; it goes to the end if it does not say. */
  most?: number;
  /** What a write would do to the documents. */
  write?: 'UPDATE' | 'DELETE';
}

/** How a command would read, and how much: the server's shape, in brief. Nothing is written. */
export async function explainQuery(
  { storage, db }: Context,
  command: Doc,
  { query, most = Infinity, write }: Explained,
): Promise<Doc> {
  const name = String(Object.values(command)[0]);
  const collection = storage.target(db, name);
  const effort = { keys: 0, docs: 0 };
  const started = Date.now();
  let found = 0;
  await inTurns(search(storage, collection, query, effort), () => ++found < most);
  const inputStage = stageOf(planOf(collection, query));
  return {
    queryPlanner: {
      namespace: `${db}.${name}`,
      winningPlan: write ? { stage: write, inputStage } : inputStage,
    },
    executionStats: {
      executionSuccess: true,
      nReturned: found,
      executionTimeMillis: Date.now() - started,
      totalKeysExamined: effort.keys,
      totalDocsExamined: effort.docs,
    },
    ok: 1,
  };
}

function stageOf(plan: Plan): Doc {
  const scan = scanOf(plan);
  return plan.sorted ? scan : { stage: 'SORT', inputStage: scan };
}

function scanOf(plan: Plan): Doc {
  if (plan.kind === 'collection')
    return { stage: 'COLLSCAN', direction: plan.reverse ? 'backward' : 'forward' };
  if (plan.kind === 'union') return { stage: 'OR', inputStages: plan.scans.map(scanOf) };
  const { index, reverse } = plan;
  const scan = {
    stage: 'IXSCAN',
    indexName: index.name,
    keyPattern: index.key,
    isMultiKey: index.multikey,
    direction: reverse ? 'backward' : 'forward',
  };
  return { stage: 'FETCH', inputStage: scan };
}
