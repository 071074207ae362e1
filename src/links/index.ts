// Tracked links: one for each share, its address, and switching it on and off. A link stores the ids of its share
// and its labels, but not those of the post; it counts nothing.
export { createPastLinks } from './create-past-links.js';
export { createTrackedLink } from './create-tracked-link.js';
export {
  copyLabels,
  dimensionNames,
  dimensions,
  indexedPaths,
  keySchema,
  labelFields,
  labelsWithKeys,
  levels,
  pathsOfDimensions,
  postLabelNames,
  postLabels,
  type DimensionName,
  type Labels,
  type PostLabels,
  type Level,
} from './dimensions.js';
export { findLinkIds } from './find-link-ids.js';
export { linkOfUsualLength } from './link-address.js';
export { placedFields, placeRows, type LabelledRows, type Placement } from './place-rows.js';
export { isSlug } from './slug.js';
export { switchLinks } from './switch-links.js';
export { targetProblem } from './target-problem.js';
export { TrackedLink, offReasons, type OffReason, type TrackedLinkRecord } from './tracked-link.model.js';
export { atEndOfQuery, utmOf, withUtm } from './utm.js';
export { utmRoutes } from './utm.routes.js';
export { linksPersonalData } from './links.personal-data.js';
