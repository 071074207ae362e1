import { isIP } from 'node:net';

/** The address of `Name <address>`, or of an address alone. */
export const addressIn = (sender: string): string => (/<([^<>]+)>\s*$/.exec(sender)?.[1] ?? sender).trim();

const hostIn = (sender: string): string =>
  addressIn(sender)
    .replace(/^.*@/, '')
    .replace(/^\[(IPv6:)?(.*)\]$/i, '$2')
    .replace(/\.$/, '')
    .toLowerCase();

/** True for an address, with or without a name before it. */
export const isSender = (sender: string): boolean => /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(addressIn(sender));

/** True when other mail servers would refuse mail from this sender: its host is this machine, or a number. */
export function isLocalSender(sender: string): boolean {
  const host = hostIn(sender);
  return /(^|\.)localhost$/.test(host) || isIP(host) > 0;
}

/** The sender of mails of a portal at this host, where `MAIL_FROM` names none. */
export const usualSender = (host: string): string => {
  const sender = `groundswell@${host}`;
  return isLocalSender(sender) ? 'groundswell@localhost' : sender;
};
