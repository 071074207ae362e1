import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { weeksOfPeriod } from '../platform/text/weeks.js';
import type { Services } from '../services.js';
import { addFigures, hasResult, type ResultFigures } from './figures.js';
import { mayShowNetworks, type PlaceOfResult } from './network-cells.js';
import { cellOfGroup, decideTeamGroups, type TeamGroup } from './people-cells.js';
import { PublishedCell } from './published-cell.model.js';
import { ResultEntry } from './result-entry.model.js';

/** What tables of teams and networks show. Conversions never: that a team has none shows who had them. */
const shown = ({ posted = 0, visitors = 0 }: ResultFigures): ResultFigures =>
  addFigures({}, { posted, visitors });

interface PersonResults {
  id: string;
  teamId: string;
  /** The entry that the team comes from. */
  first: string;
  contentCells: Set<string>;
  figures: ResultFigures;
  /** By content cell and network. */
  places: Map<string, { contentCell: string; network: string; figures: ResultFigures }>;
}

/**
 * Publishes the tables of teams and of networks of a quarter whose weeks are all published: none when they would reveal
 * somebody. May be repeated, because published entries never change.
 */
export async function publishQuarter({ clock }: Services, quarter: string): Promise<void> {
  const people = await readQuarter(quarter);
  const groups = decideTeamGroups(
    people.map(({ figures, contentCells, ...person }) => ({
      ...person,
      contentCells: [...contentCells],
      visitors: visitorsIn(figures),
    })),
  );
  const store = (side: 'teams' | 'networks', key: string, figures: ResultFigures) =>
    insertUnlessThere(() =>
      PublishedCell.create({
        _id: `${quarter}/${side}:${key}`,
        ...{ period: quarter, side, key, figures, publishedAt: clock.now() },
      }),
    );
  const groupOf = new Map(groups.flatMap((group) => group.map((team) => [team, group])));
  for (const group of groups)
    await store(
      'teams',
      keyOfGroup(group),
      sum(people.filter(({ teamId }) => groupOf.get(teamId) === group).map(({ figures }) => figures)),
    );
  if (!groups.length) return;
  const places = people.flatMap(({ id, teamId, places: all }) =>
    [...all.values()].map(({ figures, ...place }): PlaceOfResult & { figures: ResultFigures } => ({
      ...place,
      personId: id,
      teamCell: cellOfGroup(groupOf.get(teamId)!),
      visitors: visitorsIn(figures),
      figures,
    })),
  );
  if (!mayShowNetworks(places)) return;
  for (const network of new Set(places.map((place) => place.network))) {
    const ofNetwork = places.filter((place) => place.network === network);
    await store('networks', network, sum(ofNetwork.map(({ figures }) => figures)));
  }
}

const keyOfGroup = (group: TeamGroup): string => group.join('+');
const sum = (all: ResultFigures[]): ResultFigures =>
  all.reduce((total, figures) => addFigures(total, figures), {});
const visitorsIn = ({ visitors = 0 }: ResultFigures): number => visitors as number;

/** Everybody with a result that was published in the quarter. */
async function readQuarter(quarter: string): Promise<PersonResults[]> {
  const { first, last } = weeksOfPeriod(quarter);
  const people = new Map<string, PersonResults>();
  const entries = ResultEntry.find({ publishedIn: { $gte: first, $lte: last } })
    .lean()
    .cursor();
  for await (const { _id, personId, teamId, network, node, publishedIn, figures: brought } of entries) {
    if (!hasResult(brought as ResultFigures)) continue;
    const figures = shown(brought as ResultFigures);
    const contentCell = `${publishedIn}/${node}`;
    const person = people.get(personId) ?? {
      ...{ id: personId, teamId, first: _id, figures: {} },
      contentCells: new Set<string>(),
      places: new Map<string, { contentCell: string; network: string; figures: ResultFigures }>(),
    };
    people.set(personId, person);
    // Ids begin with the week of the results.
    if (_id < person.first) Object.assign(person, { first: _id, teamId });
    person.contentCells.add(contentCell);
    person.figures = addFigures(person.figures, figures);
    const place = `${contentCell} ${network}`;
    const before = person.places.get(place)?.figures ?? {};
    person.places.set(place, { contentCell, network, figures: addFigures(before, figures) });
  }
  return [...people.values()];
}
