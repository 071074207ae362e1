import { groupBy } from '../platform/data/group-by.js';
import { addFigures, hasResult, numberIn, tableMetrics, type ResultFigures } from './figures.js';
import { mayShowNetworks } from './network-cells.js';
import { cellOfGroup, decideTeamGroups, type PersonInQuarter } from './people-cells.js';

/** What somebody brought to one content cell through one network. */
export interface PlaceInQuarter {
  personId: string;
  contentCell: string;
  network: string;
  /** Everybody may see it by the person's own choice, so that it is no cover for others. */
  isPublic?: boolean;
  figures: ResultFigures;
}

/** The published results of a quarter. */
export interface QuarterResults {
  places: PlaceInQuarter[];
  /** The team of each person's first result. */
  teamOf: Map<string, string>;
  /** False where the organization shows totals only. */
  isAboutTeams: boolean;
}

/** The lines of both tables; a table that would reveal somebody has none. */
export interface QuarterTables {
  teams: TableLine[];
  networks: TableLine[];
}

interface TableLine {
  key: string;
  figures: ResultFigures;
}

/** Decides what the tables of a quarter show. With a hundred thousand people this takes half a minute. */
export function decideQuarterTables({ places, teamOf, isAboutTeams }: QuarterResults): QuarterTables {
  const groups = isAboutTeams ? decideTeamGroups(peopleOf(places, teamOf)) : [];
  const groupOf = new Map(groups.flatMap((group) => group.map((team) => [team, group])));
  const groupOfPlace = ({ personId }: PlaceInQuarter) => groupOf.get(teamOf.get(personId)!);
  const byGroup = groupBy(places, groupOfPlace);
  // Without a table of teams everybody is in one cell.
  const inCells = places.map((place) => ({ ...place, teamCell: cellOfGroup(groupOfPlace(place) ?? []) }));
  const byNetwork = mayShowNetworks(inCells.filter(({ isPublic }) => !isPublic))
    ? [...groupBy(places, ({ network }) => network)]
    : [];
  return {
    teams: groups.map((group) => lineOf(group.join('+'), byGroup.get(group)!)),
    networks: byNetwork.map(([network, some]) => lineOf(network, some)),
  };
}

/**
 * Everybody with a result, by content cell. Who has nothing left in a cell after what was taken back is not in it. Who
 * has only results that everybody may see is in a team, and in no cell.
 */
function peopleOf(places: PlaceInQuarter[], teamOf: Map<string, string>): PersonInQuarter[] {
  const people = new Map<string, Map<string, ResultFigures>>();
  const publicPeople = new Set<string>();
  for (const { personId, contentCell, figures, isPublic } of places) {
    const cells = people.get(personId) ?? new Map<string, ResultFigures>();
    people.set(personId, cells);
    if (isPublic) publicPeople.add(personId);
    else cells.set(contentCell, addFigures(cells.get(contentCell) ?? {}, figures));
  }
  return [...people].flatMap(([id, cells]) => {
    const contentCells = new Map([...cells].filter(([, figures]) => hasResult(figures)));
    const hasPlace = contentCells.size > 0 || publicPeople.has(id);
    return hasPlace ? [{ id, teamId: teamOf.get(id)!, contentCells }] : [];
  });
}

const lineOf = (key: string, places: PlaceInQuarter[]): TableLine => ({
  key,
  figures: places.reduce<ResultFigures>((sum, { figures }) => addFigures(sum, shown(figures)), {}),
});

const shown = (figures: ResultFigures): ResultFigures =>
  addFigures({}, Object.fromEntries(tableMetrics.map((metric) => [metric, numberIn(figures, metric)])));
