import type { Binary } from 'mongodb';
import type { Context } from './context.js';
import { CommandError } from '../bson/errors.js';
import { finishConversation, startConversation } from './scram.js';
import { binaryBytes, bsonType } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** The only conversation a connection can have at a time. */
const CONVERSATION_ID = 1;

/** `saslStart`: the first message of a login. */
export function saslStart({ body, session, credential }: Context): Doc {
  if (body.mechanism !== 'SCRAM-SHA-256') {
    throw new CommandError('AuthenticationFailed', 'the only mechanism here is SCRAM-SHA-256');
  }
  const { conversation, payload } = startConversation(credential, payloadOf(body));
  session.conversation = conversation;
  return { conversationId: CONVERSATION_ID, done: false, payload, ok: 1 };
}

/** `saslContinue`: the proof of a login. */
export function saslContinue({ body, session, credential }: Context): Doc {
  const { conversation } = session;
  if (!conversation) throw new CommandError('AuthenticationFailed', 'there is no login to continue');
  // Whatever comes of it, a proof is checked once.
  session.conversation = undefined;
  const payload = finishConversation(credential, conversation, payloadOf(body));
  session.authenticated = true;
  return { conversationId: CONVERSATION_ID, done: true, payload, ok: 1 };
}

function payloadOf({ payload }: Doc): Buffer {
  if (bsonType(payload) !== 'Binary') throw new CommandError('BadValue', "'payload' must be binary");
  return Buffer.from(binaryBytes(payload as Binary));
}
