import { closeDatabase } from './database.js';

export const mochaHooks = {
  async afterAll() {
    await closeDatabase();
  },
};
