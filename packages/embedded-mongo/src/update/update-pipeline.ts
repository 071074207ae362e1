import { CommandError } from '../bson/errors.js';
import { changingStages, chained } from '../aggregation/stages.js';
import { withoutPauses } from '../aggregation/stage-contract.js';
import { isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** An update written as a pipeline. Values keep their BSON types. */
export function updatePipeline(stages: readonly Doc[], variables: Doc = {}): (doc: Doc) => Doc {
  const compiled = stages.map((stage) => {
    const [name = '', ...others] = isPlainObject(stage) ? Object.keys(stage) : [];
    if (!Object.hasOwn(changingStages, name) || others.length > 0) {
      throw new CommandError('InvalidPipelineOperator', `${name} is not allowed to be used within an update`);
    }
    return changingStages[name]!(stage[name], { variables });
  });
  const run = chained(...compiled);
  return (doc) => [...withoutPauses(run([doc]))][0]!;
}
