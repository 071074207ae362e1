// Finds writes to documents with history that go past `change`, and so leave no event.
import type { Document } from 'mongodb';
import { historyOf, isDerived, modelsWithHistory } from '../../src/events/history.js';

/** The fields that an update writes, `pendingEvents` included. */
function fieldsOf(update: unknown): string[] {
  // A pipeline can write anything.
  if (Array.isArray(update)) return ['a pipeline'];
  return Object.entries((update ?? {}) as Document).flatMap(([operator, fields]) =>
    operator.startsWith('$') ? Object.keys(fields as Document) : [operator],
  );
}

const pushesEvent = (update: unknown) =>
  !Array.isArray(update) &&
  !!((update as Document | undefined)?.$push as Document | undefined)?.pendingEvents;

/** The updates in a command, each with whether it may create a document. */
const updatesIn = (name: string, command: Document): { update: unknown; upsert: boolean }[] => {
  if (name === 'update')
    return (command.updates as Document[]).map(({ u, upsert }) => ({
      update: u as unknown,
      upsert: upsert === true,
    }));
  if (name !== 'findAndModify' || command.remove) return [];
  return [{ update: command.update as unknown, upsert: command.upsert === true }];
};

/** What a command writes past `change` in a collection of a kind with history; undefined when nothing. */
export function writePastChange(name: string, command: Document): string | undefined {
  const model = modelsWithHistory().find(
    ({ collection }) => (collection as unknown as { name: string }).name === command[name],
  );
  if (!model) return undefined;
  const history = historyOf(model);
  for (const { update, upsert } of updatesIn(name, command)) {
    if (pushesEvent(update)) continue;
    const fields = fieldsOf(update).filter(
      (field) => field !== 'pendingEvents' && !isDerived(history, field),
    );
    if (fields.length) return `${history.kind}: ${fields.join(', ')}`;
    if (upsert) return `${history.kind}: creates it`;
  }
  const inserted = name === 'insert' ? (command.documents as Document[]) : [];
  if (inserted.some(({ pendingEvents }) => !(pendingEvents as unknown[] | undefined)?.length))
    return `${history.kind}: creates it`;
  const deletes = name === 'delete' ? (command.deletes as Document[]) : [];
  const deletesPast =
    deletes.some(({ q }) => (q as Document).deleting !== true) ||
    (name === 'findAndModify' && command.remove === true);
  return deletesPast ? `${history.kind}: deletes it` : undefined;
}
