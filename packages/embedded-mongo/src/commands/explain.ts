import { CommandError } from '../bson/errors.js';
import type { Plan } from '../query/planner.js';
import { lengthOf, planOf, search } from '../query/search.js';
import type { Query } from '../query/search.js';
import { isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import type { Context } from './context.js';
import { readPipeline } from './aggregate.js';
import { queryOf } from './reads.js';

/** How a find, count, distinct or aggregate would read, and how much: the server's shape, in brief. */
export async function explain({ storage, db, body }: Context): Promise<Doc> {
  const command = body.explain;
  if (!isPlainObject(command)) throw new CommandError('TypeMismatch', "'explain' needs a command");
  const query = explained(command);
  const collection = storage.target(db, String(Object.values(command)[0]));
  const effort = { keys: 0, docs: 0 };
  const started = Date.now();
  const nReturned = await lengthOf(search(storage, collection, query, effort));
  const chosen = planOf(collection, query);
  return {
    queryPlanner: { namespace: `${db}.${String(Object.values(command)[0])}`, winningPlan: stageOf(chosen) },
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

function explained(command: Doc): Query {
  if ('find' in command) return queryOf(command, 'filter');
  if ('count' in command || 'distinct' in command) return queryOf(command, 'query');
  if ('aggregate' in command) return readPipeline(command).query;
  throw new CommandError('NotImplemented', 'this store explains find, count, distinct and aggregate');
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
