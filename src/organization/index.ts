// The one organization that a deployment serves: its name, its time zone, who may see whose results, and in which
// areas taking part is of value to it. Its time zone decides which day it is for the whole product.
export { createOrganization } from './create-organization.js';
export { getOrganization, organizationTimeZone } from './get-organization.js';
export { clickDays, utmField, type UtmTemplate, type Visibility } from './organization.model.js';
export { leadsToOneOf, readHosts } from './target-hosts.js';
export { chooseOwnPosts, organizationNotices, updateOrganization } from './update-organization.js';
export { organizationRoutes } from './organization.routes.js';
export { valueAreas, type ValueArea } from './value-areas.js';
