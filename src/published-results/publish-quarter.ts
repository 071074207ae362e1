import { getOrganization } from '../organization/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { weeksOfPeriod } from '../platform/text/weeks.js';
import type { Services } from '../services.js';
import { addFigures, hasResult, numberIn, tableMetrics, type ResultFigures } from './figures.js';
import { mayShowNetworks } from './network-cells.js';
import { cellOfGroup, decideTeamGroups } from './people-cells.js';
import { PublishedCell } from './published-cell.model.js';
import { ResultEntry } from './result-entry.model.js';

/** What somebody brought to one content cell through one network. */
interface Place {
  personId: string;
  contentCell: string;
  network: string;
  figures: ResultFigures;
}

/**
 * Publishes the tables of teams and of networks of a quarter whose weeks are all published: none when they would reveal
 * somebody, and none of teams where the organization shows totals only. May be repeated, because published entries
 * never change.
 */
export async function publishQuarter({ clock }: Services, quarter: string): Promise<void> {
  const { places, teamOf } = await readQuarter(quarter);
  const isAboutTeams = (await getOrganization())?.visibility !== 'aggregate-only';
  const groups = isAboutTeams ? decideTeamGroups(peopleOf(places, teamOf)) : [];
  const store = async (side: 'teams' | 'networks', key: string, some: Place[]) => {
    const figures = some.reduce((sum, place) => addFigures(sum, shown(place.figures)), {});
    const cell = { period: quarter, side, key, figures, publishedAt: clock.now() };
    await insertUnlessThere(() => PublishedCell.create({ _id: `${quarter}/${side}:${key}`, ...cell }));
  };
  const groupOf = new Map(groups.flatMap((group) => group.map((team) => [team, group])));
  const groupOfPlace = ({ personId }: Place) => groupOf.get(teamOf.get(personId)!);
  for (const group of groups)
    await store(
      'teams',
      group.join('+'),
      places.filter((place) => groupOfPlace(place) === group),
    );
  // Without a table of teams everybody is in one cell.
  const inCells = places.map((place) => ({ ...place, teamCell: cellOfGroup(groupOfPlace(place) ?? []) }));
  if (!mayShowNetworks(inCells)) return;
  for (const network of new Set(places.map((place) => place.network)))
    await store(
      'networks',
      network,
      places.filter((place) => place.network === network),
    );
}

const shown = (figures: ResultFigures): ResultFigures =>
  addFigures({}, Object.fromEntries(tableMetrics.map((metric) => [metric, numberIn(figures, metric)])));

/** Everybody with a result, by content cell. Who has nothing left in a cell after what was taken back is not in it. */
function peopleOf(places: Place[], teamOf: Map<string, string>) {
  const people = new Map<string, Map<string, ResultFigures>>();
  for (const { personId, contentCell, figures } of places) {
    const cells = people.get(personId) ?? new Map<string, ResultFigures>();
    people.set(personId, cells.set(contentCell, addFigures(cells.get(contentCell) ?? {}, figures)));
  }
  return [...people].flatMap(([id, cells]) => {
    const contentCells = new Map([...cells].filter(([, figures]) => hasResult(figures)));
    return contentCells.size ? [{ id, teamId: teamOf.get(id)!, contentCells }] : [];
  });
}

/** The published results of a quarter, and the team of each person's first one. */
async function readQuarter(quarter: string): Promise<{ places: Place[]; teamOf: Map<string, string> }> {
  const { first, last } = weeksOfPeriod(quarter);
  const places = new Map<string, Place>();
  const firsts = new Map<string, { _id: string; teamId: string }>();
  const entries = ResultEntry.find({ publishedIn: { $gte: first, $lte: last } })
    .lean()
    .cursor();
  for await (const { _id, personId, teamId, network, node, publishedIn, figures } of entries) {
    const contentCell = `${publishedIn}/${node}`;
    const key = `${personId} ${contentCell} ${network}`;
    const place = places.get(key) ?? { personId, contentCell, network, figures: {} };
    places.set(key, { ...place, figures: addFigures(place.figures, figures as ResultFigures) });
    // Ids begin with the week of the results.
    const before = firsts.get(personId);
    if (!before || _id < before._id) firsts.set(personId, { _id, teamId });
  }
  const teamOf = new Map([...firsts].map(([personId, { teamId }]) => [personId, teamId]));
  return { places: [...places.values()].filter(({ figures }) => hasResult(figures)), teamOf };
}
