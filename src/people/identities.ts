/** Who says that somebody is this person, and the name that it knows them by. An e-mail address is no identity. */
export interface Identity {
  /** `local`, or the address of a sign-in service. */
  issuer: string;
  /** Never given to anybody else by this issuer. */
  subject: string;
}

/** The issuer of everybody who signs in by a password of their own. */
export const localIssuer = 'local';

/** The identity of a person who has a password here. Its subject is the person's id, which never changes. */
export const localIdentity = (personId: { toString(): string }): Identity => ({
  issuer: localIssuer,
  subject: personId.toString(),
});
