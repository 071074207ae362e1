import { Location } from './location.model.js';

/** A location as other features see it. */
export interface LocationView {
  id: string;
  name: string;
  revision: number;
  /** Since when it has ended; null while it can be chosen. */
  endedAt: Date | null;
}

/** All locations by name, ended ones too. */
export async function listLocations(): Promise<LocationView[]> {
  const locations = await Location.find().sort({ foldedName: 1 }).lean();
  return locations.map(({ _id, name, revision, endedAt }) => ({
    ...{ id: _id.toString(), name, revision },
    endedAt: endedAt ?? null,
  }));
}
