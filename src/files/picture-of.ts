import type { Services } from '../services.js';
import { artworkPath } from './artwork/artwork-address.js';
import { mailArtworkPath } from './artwork/mail-artwork.js';
import type { ArtworkInput } from './artwork/scene.js';
import { colourFrom, type MotifName, type TopicColour } from './artwork/topic-colours.js';
import { picturePath, pictureSizes } from './picture-sizes.js';
import { Picture, pictureId } from './picture.model.js';

/** Something that is shown with a picture. */
export interface Pictured {
  id: string;
  /** Of the picture on its own page; null when that has none. */
  imageUrl?: string | null;
  topic?: { colour: TopicColour; motif: MotifName | null } | null;
}

/** What a template prints of a picture: addresses on our host, and the size of the largest. */
export interface PictureView {
  src: string;
  /** Empty for a drawing, which has every size. */
  srcset: string;
  width: number;
  height: number;
}

/** The same of a picture in a mail, with its whole address. */
export type MailPicture = Omit<PictureView, 'srcset'>;

/** The stored pictures among these addresses: address → hash. */
export type StoredPictures = Map<string, string>;

/** Looks up what is stored of the pictures of these things. */
export async function findPictures(things: { imageUrl?: string | null }[]): Promise<StoredPictures> {
  const ids = things.flatMap(({ imageUrl }) => (imageUrl ? [pictureId(imageUrl)] : []));
  if (!ids.length) return new Map();
  const found = await Picture.find({ _id: { $in: ids }, state: 'stored' }, { address: 1, hash: 1 }).lean();
  return new Map(found.map(({ address, hash }) => [address, hash!]));
}

const [largest, , smallest] = pictureSizes;

const artworkOf = ({ id, topic }: Pictured): ArtworkInput => ({
  colour: topic?.colour ?? colourFrom(id),
  motif: topic?.motif ?? null,
  id,
});

const storedOf = ({ imageUrl }: Pictured, stored: StoredPictures) => imageUrl && stored.get(imageUrl);

/** The picture of a thing for a page: its own when it is stored, else a drawing. */
export function pictureOf(thing: Pictured, stored: StoredPictures): PictureView {
  const hash = storedOf(thing, stored);
  if (!hash) return { src: artworkPath(artworkOf(thing)), srcset: '', ...largest };
  return {
    src: picturePath(hash, largest.width),
    srcset: pictureSizes.map(({ width }) => `${picturePath(hash, width)} ${width}w`).join(', '),
    ...largest,
  };
}

/** The same for a mail: a whole address, of a kind that every reader of mail shows. */
export function mailPictureOf(
  services: Services,
  thing: Pictured,
  stored: StoredPictures,
  size: 'large' | 'small' = 'large',
): MailPicture {
  const hash = storedOf(thing, stored);
  // A drawing has one size in mails: a small one would be drawn and stored once more.
  const shown = hash && size === 'small' ? smallest : largest;
  const path = hash ? picturePath(hash, shown.width) : mailArtworkPath(services, artworkOf(thing));
  return { src: `${services.publicUrl}${path}`, ...shown };
}
