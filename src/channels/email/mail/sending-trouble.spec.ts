import { describe, expect, it } from '@jest/globals';
import { readSendingTrouble } from './sending-trouble.js';

describe('readSendingTrouble', () => {
  it.each([
    [
      'an unknown recipient',
      { code: 'EENVELOPE', responseCode: 550, response: '550 5.1.1 No such user', command: 'RCPT TO' },
      'failed',
      /5\.1\.1 No such user/,
    ],
    ['a refused content', { code: 'EMESSAGE', responseCode: 554, response: '554 spam', command: 'DATA' }, 'failed', /spam/],
    [
      'grey-listing',
      { code: 'EENVELOPE', responseCode: 451, response: '451 4.7.1 try later', command: 'RCPT TO' },
      'later',
      /try later/,
    ],
    ['a full mailbox for now', { code: 'EMESSAGE', responseCode: 452, response: '452 full', command: 'DATA' }, 'later', /full/],
    [
      'a wrong password of ours',
      { code: 'EAUTH', responseCode: 535, response: '535 bad credentials', command: 'AUTH PLAIN' },
      'later',
      /sign us in/,
    ],
    [
      'a server that greets with a refusal',
      { code: 'EPROTOCOL', responseCode: 554, response: '554 no service', command: 'CONN' },
      'later',
      /no service/,
    ],
    ['a closed port', { code: 'ESOCKET', command: 'CONN' }, 'later', /not reached \(ESOCKET\)/],
    ['silence', { code: 'ETIMEDOUT' }, 'later', /ETIMEDOUT/],
    ['an address that SMTP cannot say', { code: 'EENVELOPE' }, 'failed', /cannot be written to/],
    ['a surprise', new Error('boom'), 'later', /not reached/],
    ['nothing at all', undefined, 'later', /not reached/],
  ])('reads %s', (_case, error, state, reason) => {
    const trouble = readSendingTrouble(error);
    expect(trouble.state).toBe(state);
    expect(trouble.reason).toMatch(reason);
  });
});
