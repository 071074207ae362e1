/** One SCRAM exchange in progress. */
export interface Conversation {
  id: number;
}
