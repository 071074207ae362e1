import type { Response } from 'express';
import type { Total } from '../platform/data/paging.js';
import { say } from '../platform/http/pages.js';
import type { DeliveryState } from './delivery.model.js';
import { deliveryFilters, type DeliveryFilter, type DeliveryView } from './list-deliveries.js';

const badges: Record<DeliveryState, string> = {
  waiting: 'badge-draft',
  sending: 'badge-draft',
  sent: 'badge-published',
  unconfirmed: 'badge-review',
  failed: 'badge-expired',
  withdrawn: 'badge-expired',
  'nothing-to-say': 'badge-draft',
};

/** The page: its heading, its filter, and a row for each delivery. */
export function deliveriesPage(
  res: Response,
  { deliveries, total, isMore }: { deliveries: DeliveryView[] } & Total,
  show: DeliveryFilter,
) {
  const empty = `deliveries.empty-${show === 'undecided' ? 'undecided' : 'other'}`;
  return {
    heading: say(
      res,
      total ? { key: `deliveries.count-${show}`, values: { count: total, isMore } } : 'deliveries.title',
    ),
    total,
    emptyHeading: say(res, empty),
    emptyText: say(res, `${empty}-text`),
    filters: Object.keys(deliveryFilters).map((value) => ({
      value,
      label: say(res, `deliveries.show-${value}`),
      selected: value === show,
    })),
    rows: deliveries.map((delivery) => ({
      ...delivery,
      kind: say(res, delivery.label),
      badge: { className: badges[delivery.state], label: say(res, `deliveries.state-${delivery.state}`) },
      why: delivery.problem ? say(res, `deliveries.problem-${delivery.problem}`) : '',
    })),
  };
}
