import { startApp, type TestApp } from '../../../support/app.js';
import { aQueue } from '../../../support/builders.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';

let app: TestApp;
let admin: Caller;
let queueId: string;
let count = 0;
beforeAll(async () => {
  app = await startApp();
  admin = await aSignedIn(app, 'admin');
  queueId = await aQueue(app.db);
});
afterAll(() => app.stop());

interface Answer {
  code?: string;
  settings?: object;
  secrets?: string[];
  errors?: { pointer: string; detail: string }[];
}

const settings = { accountSid: `AC${'0'.repeat(32)}`, number: '+4930555000' };
const secrets = { authToken: 'f'.repeat(32) };
const save = (more: object, sealed: object = secrets) =>
  admin.call<Answer>('/v1/inboxes', 'POST', {
    ...{ key: `phone-${++count}`, name: 'Telephone', channel: 'voice', queueId },
    ...{ settings: { ...settings, ...more }, secrets: sealed },
  });
const people = { people: { kind: 'queue' } };

it('keeps settings that are whole, and the token under seal', async () => {
  const ivr = {
    start: 'hello',
    nodes: { hello: { kind: 'say', text: { en: 'Hello', zh: '您好' }, next: 'people' }, ...people },
  };
  const { status, body } = await save({
    ivr,
    recording: 'always',
    voices: { en: 'Polly.Amy' },
    holdMusicUrl: 'https://music.example.test/a.mp3',
  });
  expect([status, body.secrets]).toEqual([201, ['authToken']]);
  expect(body.settings).toMatchObject({ ivr });
  expect(JSON.stringify(body)).not.toContain(secrets.authToken);
});

it.each<[string, object, object, string, RegExp]>([
  ['an account that is none', { accountSid: 'AC1' }, secrets, '/settings/accountSid', /Account SID/],
  ['no number', { number: 'the shop' }, secrets, '/settings/number', /\+4930123456/],
  ['no token', {}, {}, '/secrets/authToken', /auth token/],
  ['an unknown setting', { music: 'loud' }, secrets, '/settings/music', /known/],
  ['music from anywhere', { holdMusicUrl: 'http://x' }, secrets, '/settings/holdMusicUrl', /URL/],
  ['a greeting in no language', { greeting: { english: 'Hi' } }, secrets, '/settings/greeting', /language/],
  [
    'a tree with a way to nowhere',
    { ivr: { start: 'gone', nodes: people } },
    secrets,
    '/settings/ivr',
    /start there is no node gone/,
  ],
  [
    'a tree that goes round for ever',
    { ivr: { start: 'a', nodes: { a: { kind: 'say', text: 'x', next: 'b' }, b: { kind: 'say', text: 'y', next: 'a' } } } },
    secrets,
    '/settings/ivr',
    /for ever: a → b → a/,
  ],
  ['a tree that is a list', { ivr: [] }, secrets, '/settings/ivr', /object/],
])('refuses %s, and says where', async (_what, more, sealed, pointer, detail) => {
  const { status, body } = await save(more, sealed);
  expect([status, body.code]).toEqual([422, 'invalid_request']);
  expect(body.errors?.find((error) => error.pointer === pointer)?.detail).toMatch(detail);
  expect(await app.db.query(`SELECT 1 FROM inboxes WHERE key = $1`, [`phone-${count}`])).toEqual([]);
});

describe('the telephone of an agent', () => {
  it('is set by themselves or an administrator, and shown to supervisors', async () => {
    const agent = await aSignedIn(app, 'agent');
    const other = await aSignedIn(app, 'agent');
    const boss = await aSignedIn(app, 'supervisor');
    const path = `/v1/agents/${agent.agentId}/phone`;
    expect((await agent.call<{ address: null }>(path)).body.address).toBeNull();
    for (const address of ['+4930123456', 'sip:ana@pbx.example.test', 'client:ana'])
      expect(await agent.call(path, 'PUT', { address })).toMatchObject({ status: 200, body: { address } });
    expect((await other.call(path)).status).toBe(403);
    expect((await other.call(path, 'PUT', { address: '+4930123457' })).status).toBe(403);
    expect((await boss.call(path, 'PUT', { address: null })).status).toBe(403);
    expect((await boss.call(path)).body).toMatchObject({ address: 'client:ana' });
    expect((await admin.call(path, 'PUT', { address: null })).body).toMatchObject({ address: null });
    expect((await admin.call(`/v1/agents/${queueId}/phone`)).status).toBe(404);
  });

  it.each(['0301234', 'tel:+49', 'javascript:alert(1)', 'sip:', '', 5])('is not %j', async (address) => {
    const { status } = await admin.call(`/v1/agents/${admin.agentId}/phone`, 'PUT', { address });
    expect(status).toBe(422);
  });
});
