import { jest } from '@jest/globals';

// Starting the whole application on a busy machine takes seconds; a hung test still ends.
jest.setTimeout(60_000);
