import { keyedHash } from '../../platform/http/secret.js';
import { isSameCode } from '../../platform/http/signer.js';
import type { Services } from '../../services.js';
import { artworkName } from './artwork-address.js';
import type { ArtworkInput } from './scene.js';

/** Drawing as PNG takes a tenth of a second: only for addresses that we wrote into a mail. */
const codeOf = ({ env }: Services, name: string): string => keyedHash(env, 'artwork', name).slice(0, 22);

/** The address of a picture as PNG, which many readers of mail need. */
export function mailArtworkPath(services: Services, input: ArtworkInput): string {
  const name = artworkName(input);
  return `/pictures/artwork/${name}-${codeOf(services, name)}.png`;
}

/** True when we wrote this address. */
export const isMailArtwork = (services: Services, name: string, code: string): boolean =>
  isSameCode(code, codeOf(services, name));
