import { getOrganization } from '../organization/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { weeksOfPeriod } from '../platform/text/weeks.js';
import type { Services } from '../services.js';
import { decideApart } from './decide-apart.js';
import { addFigures, hasResult, type ResultFigures } from './figures.js';
import { PublishedCell } from './published-cell.model.js';
import type { PlaceInQuarter } from './quarter-tables.js';
import { ResultEntry } from './result-entry.model.js';

/**
 * Publishes the tables of teams and of networks of a quarter whose weeks are all published: none when they would reveal
 * somebody, and none of teams where the organization shows totals only. May be repeated, because published entries
 * never change.
 */
export async function publishQuarter({ clock }: Services, quarter: string): Promise<void> {
  const isAboutTeams = (await getOrganization())?.visibility !== 'aggregate-only';
  const tables = await decideApart({ ...(await readQuarter(quarter)), isAboutTeams });
  for (const side of ['teams', 'networks'] as const)
    for (const { key, figures } of tables[side]) {
      const cell = { period: quarter, side, key, figures, publishedAt: clock.now() };
      await insertUnlessThere(() => PublishedCell.create({ _id: `${quarter}/${side}:${key}`, ...cell }));
    }
}

/** The published results of a quarter, and the team of each person's first one. */
async function readQuarter(
  quarter: string,
): Promise<{ places: PlaceInQuarter[]; teamOf: Map<string, string> }> {
  const { first, last } = weeksOfPeriod(quarter);
  const places = new Map<string, PlaceInQuarter>();
  const firsts = new Map<string, { _id: string; teamId: string }>();
  const entries = ResultEntry.find({ publishedIn: { $gte: first, $lte: last } })
    .lean()
    .cursor();
  for await (const { _id, personId, teamId, network, node, publishedIn, isPublic, figures } of entries) {
    const contentCell = `${publishedIn}/${node}`;
    const key = `${personId} ${contentCell} ${network}`;
    const place = places.get(key) ?? {
      personId,
      contentCell,
      network,
      isPublic,
      figures: {},
    };
    places.set(key, { ...place, figures: addFigures(place.figures, figures as ResultFigures) });
    // Ids begin with the week of the results.
    const before = firsts.get(personId);
    if (!before || _id < before._id) firsts.set(personId, { _id, teamId });
  }
  const teamOf = new Map([...firsts].map(([personId, { teamId }]) => [personId, teamId]));
  return { places: [...places.values()].filter(({ figures }) => hasResult(figures)), teamOf };
}
