import { rolesFor } from '../people/index.js';
import {
  postActions,
  postStatuses,
  proposalStatuses,
  ruleOf,
  type PostStatus,
  type ProposalStatus,
  type Rule,
} from './post-lifecycle.js';

/** The lifecycle as a Markdown table for the documentation. */
export function lifecycleTable(): string {
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const who = ({ by, notOwn }: Rule) =>
    by === 'clock' ? 'the clock' : rolesFor(by).join(', ') + (notOwn ? '; never what they wrote' : '');
  const whileProposal = ({ length }: readonly ProposalStatus[]) =>
    length === proposalStatuses.length ? 'while there is a proposal' : 'while a proposal waits';
  return [
    row(['Action', 'Who', ...postStatuses]),
    row(['---', '---', ...postStatuses.map(() => '---')]),
    ...postActions.map((action) => {
      const rule = ruleOf(action);
      const name = rule.note ? `${action} (with a note)` : action;
      const cell = (status: PostStatus) =>
        (rule.next[status] ?? '') +
        (rule.whileLinksLeadOn?.includes(status) ? ' (while its links lead on)' : '') +
        (rule.proposal && rule.next[status] ? ` (${whileProposal(rule.proposal)})` : '');
      return row([name, who(rule), ...postStatuses.map(cell)]);
    }),
  ].join('\n');
}
