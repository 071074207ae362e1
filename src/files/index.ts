// Pictures: what a post's page shows of itself, stored here and served by us, and else a drawing from topic and id.
// Which pictures are wanted, and where they are shown, is the business of posts, sources and whoever has pages.
export { artworkPath } from './artwork/artwork-address.js';
export { type ArtworkInput } from './artwork/scene.js';
export {
  colourFrom,
  motifNames,
  topicColourNames,
  type MotifName,
  type TopicColour,
} from './artwork/topic-colours.js';
export { filesJobs } from './files.jobs.js';
export { filesRoutes } from './files.routes.js';
export {
  findPictures,
  mailPictureOf,
  pictureOf,
  type MailPicture,
  type Pictured,
  type StoredPictures,
} from './picture-of.js';
export { pictureNotices, readPictureRoom, type PictureRoomState } from './picture-room.js';
export { wantPictures } from './want-pictures.js';
