import type { VendorResponse } from '../drawers/vendor-http.js';
import { type KnownFailures, refusedBy } from './graph-error.js';
import { pageFailure } from './page-send.js';
import { whatsappFailure } from './whatsapp-failures.js';

const answer = (status: number, error?: object, headers: Record<string, string> = {}): VendorResponse => {
  const json = error ? { error } : undefined;
  return { status, headers, body: Buffer.from(JSON.stringify(json ?? '')), json };
};
const error = (code: number, more: object = {}): object => ({ message: 'Words of Meta', type: 'OAuthException', code, ...more });

type Case = [what: string, response: VendorResponse, state: 'later' | 'failed', reason: RegExp, afterMs?: number];

const always: Case[] = [
  ['an expired token', answer(401, error(190)), 'later', /give the inbox a new one.*Words of Meta \(190\)/],
  ['an expired token, told as a bad request', answer(400, error(190)), 'later', /give the inbox a new one/],
  ['a token refused without a code', answer(401), 'later', /give the inbox a new one/],
  ['too many calls', answer(400, error(4)), 'later', /asks to wait: the app's limit/, 300_000],
  ['too many calls, by status alone', answer(429), 'later', /asks to wait/, 30_000],
  ['a pause that is told', answer(429, error(4), { 'retry-after': '17' }), 'later', /asks to wait/, 17_000],
  ['a pause longer than sense', answer(429, error(4), { 'retry-after': '999999' }), 'later', /asks to wait/, 3_600_000],
  [
    'a pause told in the usage header',
    answer(400, error(80007), {
      'x-business-use-case-usage': '{"102":[{"type":"whatsapp","call_count":100,"estimated_time_to_regain_access":7}]}',
    }),
    'later',
    /asks to wait/,
    420_000,
  ],
  ['a usage header that is nonsense', answer(400, error(613), { 'x-business-use-case-usage': '{{' }), 'later', /wait/, 60_000],
  ['an outage', answer(503), 'later', /could not take it now\. HTTP 503/],
  ['a fault of theirs in their words', answer(500, error(131000)), 'later', /could not take it now\. Words of Meta \(131000\)/],
  ['a passing fault with a 400', answer(400, error(2)), 'later', /could not take it now/],
  ['a fault they call transient', answer(400, error(99999, { is_transient: true })), 'later', /could not take it now/],
  ['a redirect', answer(302), 'later', /HTTP 302/],
  ['a success without what it should say', answer(200), 'later', /^Meta answered something that cannot be read\. HTTP 200$/],
  ['a bad parameter', answer(400, error(100, { error_subcode: 33 })), 'failed', /^Meta refused it\. Words of Meta \(100\/33\)$/],
  ['a refusal without words', answer(403), 'failed', /^Meta refused it\. HTTP 403$/],
  [
    'details in place of words',
    answer(400, error(131009, { error_data: { details: 'to is no number' } })),
    'failed',
    /to is no number/,
  ],
];

const whatsapp: Case[] = [
  ['the window is over', answer(400, error(131047)), 'failed', /^The reply window is closed: .*24 hours.*only a template now/],
  ['the number has no WhatsApp', answer(400, error(131026)), 'failed', /cannot get WhatsApp messages/],
  ['too fast', answer(400, error(130429)), 'later', /too many messages at once/, 5_000],
  ['too fast to one customer', answer(400, error(131056)), 'later', /to this customer/, 10_000],
  ['reported as spam', answer(400, error(131048)), 'later', /spam/, 3_600_000],
  ['an unknown template', answer(404, error(132001)), 'failed', /no template of this name/],
];

const pages: Case[] = [
  ['the window is over', answer(400, error(10, { error_subcode: 2018278 })), 'failed', /^The reply window is closed: .*24 hours/],
  [
    'the window of a human agent is over',
    answer(400, error(10, { error_subcode: 2018300 })),
    'failed',
    /reply window is closed.*seven days/,
  ],
  ['no permission', answer(403, error(10)), 'failed', /^Meta refused it\. Words of Meta \(10\)$/],
  ['the person is gone', answer(400, error(551, { error_subcode: 1545041 })), 'failed', /cannot be reached/],
  ['the page is throttled', answer(400, error(32)), 'later', /page's limit/, 300_000],
  ['too many messages', answer(400, error(613)), 'later', /too many calls/, 60_000],
  ['"try again"', answer(400, error(1200)), 'later', /could not take it now/],
];

describe.each<[string, KnownFailures, Case[]]>([
  ['WhatsApp', whatsappFailure, [...always, ...whatsapp]],
  ['a page', pageFailure, [...always, ...pages]],
])('an answer to %s that is no success', (_channel, known, cases) => {
  it.each(cases.map(([what, ...rest]) => ({ what, rest })))('$what', ({ rest: [response, state, reason, afterMs] }) => {
    const outcome = refusedBy(response, known);
    expect(outcome).toEqual({ state, reason: expect.stringMatching(reason), ...(afterMs ? { afterMs } : {}) });
  });
});
