import type { Plan } from '../query/planner.js';
import { lengthOf, planOf, search } from '../query/search.js';
import type { Query } from '../query/search.js';
import type { Doc } from '../bson/values.js';
import type { Context } from './context.js';

/** How a command would read, and how much: the server's shape, in brief. Nothing is written. */
export async function explainQuery({ storage, db }: Context, command: Doc, query: Query): Promise<Doc> {
  const name = String(Object.values(command)[0]);
  const collection = storage.target(db, name);
  const effort = { keys: 0, docs: 0 };
  const started = Date.now();
  const nReturned = await lengthOf(search(storage, collection, query, effort));
  const chosen = planOf(collection, query);
  return {
    queryPlanner: { namespace: `${db}.${name}`, winningPlan: stageOf(chosen) },
    executionStats: {
      executionSuccess: true,
      nReturned,
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
