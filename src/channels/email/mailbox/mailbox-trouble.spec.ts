import { readMailboxTrouble } from './mailbox-trouble.js';

it.each([
  [
    { authenticationFailed: true, responseText: 'Authentication failed.' },
    'The server refused the user or the password: Authentication failed.',
  ],
  [{ authenticationFailed: true, responseText: 'Try later . ' }, 'The server refused the user or the password: Try later.'],
  [{ authenticationFailed: true }, 'The server refused the user or the password.'],
])('a sentence ends once: %j', (error, detail) => {
  expect(readMailboxTrouble(error).detail).toBe(detail);
});
