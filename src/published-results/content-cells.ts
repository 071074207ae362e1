import { isFit, joinContributors, type Contributors } from './cell-rules.js';

/** The results that wait at a node of the tree of content, such as a post, until they may be published. */
export interface WaitingAt {
  /** Those that may wait here for more. */
  recent: Contributors;
  /** Those that waited long enough, and go to the node above if they don't fit here. */
  overdue: Contributors;
}

export interface ContentDecision {
  /** Nodes whose overdue results go to the node above, in the order in which they go. */
  raised: { from: string; to: string }[];
  /** The nodes whose results are then published, each as one cell. */
  published: string[];
}

const nobody: WaitingAt = { recent: new Map(), overdue: new Map() };

/**
 * Decides which waiting results become cells of a week. Results of a post wait at the post; those that waited too long
 * go to the nodes above it until they fit together with what waits there. At the top they wait.
 * @param parentOf the node above; null at the top
 */
export function decideContentCells(
  waiting: ReadonlyMap<string, WaitingAt>,
  parentOf: (node: string) => string | null,
): ContentDecision {
  const pathOf = (node: string): string[] => {
    const parent = parentOf(node);
    return parent === null ? [node] : [node, ...pathOf(parent)];
  };
  const nodes = [...new Set([...waiting.keys()].flatMap(pathOf))];
  const depths = new Map(nodes.map((node) => [node, pathOf(node).length]));
  // The deepest first, so that all that is raised to a node is there when its turn comes.
  nodes.sort((a, b) => depths.get(b)! - depths.get(a)! || (a < b ? -1 : 1));

  const decision: ContentDecision = { raised: [], published: [] };
  const arrived = new Map<string, Contributors[]>();
  for (const node of nodes) {
    const { recent, overdue } = waiting.get(node) ?? nobody;
    const leaving = joinContributors([overdue, ...(arrived.get(node) ?? [])]);
    const parent = parentOf(node);
    if (isFit(joinContributors([recent, leaving]))) decision.published.push(node);
    else if (leaving.size && parent !== null) {
      decision.raised.push({ from: node, to: parent });
      arrived.set(parent, [...(arrived.get(parent) ?? []), leaving]);
    }
  }
  return decision;
}
