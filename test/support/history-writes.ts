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

/** What a command writes past `change` in a collection of a kind with history; undefined when nothing. */
export function writePastChange(name: string, command: Document): string | undefined {
  const model = modelsWithHistory().find(
    ({ collection }) => (collection as unknown as { name: string }).name === command[name],
  );
  if (!model) return undefined;
  const history = historyOf(model);
  const updates =
    name === 'update'
      ? (command.updates as Document[]).map(({ u }) => u as unknown)
      : name === 'findAndModify' && !command.remove
        ? [command.update as unknown]
        : [];
  for (const update of updates) {
    if (pushesEvent(update)) continue;
    const fields = fieldsOf(update).filter(
      (field) => field !== 'pendingEvents' && !isDerived(history, field),
    );
    if (fields.length) return `${history.kind}: ${fields.join(', ')}`;
  }
  const deletes = name === 'delete' ? (command.deletes as Document[]) : [];
  if (deletes.some(({ q }) => (q as Document).deleting !== true)) return `${history.kind}: deletes it`;
  return undefined;
}
