import { AccountMail } from './account-mail.model.js';

/** How many mails about accounts wait to be sent. */
export async function countWaitingMails(): Promise<number> {
  return AccountMail.estimatedDocumentCount();
}
