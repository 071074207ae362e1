import { compileAccumulator, isAccumulator } from '../expressions/accumulators.js';
import type { Accumulator } from '../expressions/accumulators.js';
import { CommandError } from '../bson/errors.js';
import { compilerFor } from '../expressions/compile.js';
import { refuse } from '../expressions/operator.js';
import { gathering, specification } from './stage-contract.js';
import type { StageMaker } from './stage-contract.js';
import { valueKey } from '../bson/value-key.js';
import { isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

interface Group {
  id: unknown;
  members: Accumulator[];
}

/**
 * `$group`. Keeps of each document only what its fields accumulate. Equal keys are one group whatever
 * their numeric types, under the key that came first; a missing key is null.
 */
export const group: StageMaker = (operand, { fold, variables }) => {
  const { _id: key, ...fields } = specification('$group', operand);
  if (!('_id' in (operand as Doc))) refuse('a group specification must include an _id');
  const compile = compilerFor(variables ?? {});
  const idOf = compile(key);
  const accumulations = Object.entries(fields).map(([name, field]) => {
    if (name.includes('.')) refuse(`The field name '${name}' cannot contain '.'`);
    return [name, accumulationOf(name, field)] as const;
  });
  function accumulationOf(name: string, field: unknown): ReturnType<typeof compileAccumulator> {
    const [operator, ...others] = isPlainObject(field) ? Object.keys(field) : [];
    if (!operator?.startsWith('$')) refuse(`The field '${name}' must be an accumulator object`);
    if (others.length > 0) refuse(`The field '${name}' must specify one accumulator`);
    if (isAccumulator(operator)) return compileAccumulator(operator, (field as Doc)[operator], compile);
    throw new CommandError('InvalidPipelineOperator', `unknown group operator '${operator}'`);
  }
  return gathering(() => {
    const groups = new Map<string, Group>();
    return {
      add: (doc) => {
        const scope = { root: doc, variables: variables ?? {} };
        const id = idOf(scope) ?? null;
        const text = valueKey(id, fold);
        let found = groups.get(text);
        if (!found) {
          found = { id, members: accumulations.map(([, { start }]) => start()) };
          groups.set(text, found);
        }
        for (let i = 0; i < accumulations.length; i++) {
          found.members[i]!.add(accumulations[i]![1].compute(scope));
        }
      },
      *results() {
        for (const { id, members } of groups.values()) {
          const results = members.map((member, i) => [accumulations[i]![0], member.result()] as const);
          yield { _id: id, ...Object.fromEntries(results) };
        }
      },
    };
  });
};
