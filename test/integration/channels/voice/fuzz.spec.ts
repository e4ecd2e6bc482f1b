import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { dice } from '../../../contract/drawers/fuzz.js';
import { VoiceWorld } from './voice-app.js';

const folder = 'test/payloads/twilio-voice';
const payloads = readdirSync(folder).map((name) => ({
  name,
  ...(JSON.parse(readFileSync(join(folder, name), 'utf8')) as { path: string; fields: Record<string, string> }),
}));

let world: VoiceWorld;
beforeAll(async () => (world = await VoiceWorld.start({ recording: 'always', transcribe: true })));
afterAll(() => world.stop());

const at = async (path: string): Promise<string> => {
  const [line] = await world.app.db.query<{ id: string; step: number }>(
    'SELECT id, step FROM voice_lines ORDER BY heard_at LIMIT 1',
  );
  const fallback = '0190b8a0-0000-7000-8000-000000000001';
  return world.hook(
    path
      .replace('{line}', line?.id ?? fallback)
      .replace('{step}', String(line?.step ?? 0))
      .replace('{leg}', fallback),
  );
};

it.each(payloads)('answers $name as the vendor can read it', async ({ path, fields }) => {
  if (path.includes('{line}'))
    await world.vendor.post(world.hook(), { ...payloads.find(({ name }) => name === 'incoming.json')!.fields });
  const { status, body } = await world.vendor.post(await at(path), fields);
  expect([200, 204]).toContain(status);
  if (body) expect(XMLValidator.validate(body)).toBe(true);
});

const nasty = [
  '',
  '\u0000',
  '\ud800',
  '💥'.repeat(500),
  '<Say>hi</Say>',
  "'; DROP TABLE calls; --",
  '-1',
  'NaN',
  '__proto__',
  '9'.repeat(400),
  '\r\n\r\n',
];

it('is never shaken by what a signed webhook may hold', async () => {
  const roll = dice(20261122);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)]!;
  const wrong: unknown[] = [];
  for (let n = 0; n < 400; n++) {
    const { path, fields, name } = pick(payloads);
    const mutated = { ...fields };
    for (let times = 1 + Math.floor(roll() * 3); times > 0; times--) {
      const key = pick(Object.keys(mutated));
      const fate = roll();
      if (fate < 0.2) delete mutated[key];
      else if (fate < 0.4) mutated[pick(nasty) || 'x'] = pick(nasty);
      else if (fate < 0.7) mutated[key] = pick(nasty);
      else mutated[key] = (mutated[key] ?? '').slice(0, Math.floor(roll() * 20)) + pick(nasty);
      if (Object.keys(mutated).length === 0) mutated['x'] = '';
    }
    // As text goes over the wire: half a character does not.
    const sent = Object.fromEntries(Object.entries(mutated).map(([key, value]) => [key.toWellFormed(), value.toWellFormed()]));
    const { status, body } = await world.vendor.post(await at(path), sent);
    const readable = status >= 400 || body === '' || XMLValidator.validate(body) === true;
    if (![200, 204, 400, 404].includes(status) || !readable || body.includes('Something went wrong'))
      wrong.push([name, sent, status, body]);
  }
  expect(wrong).toEqual([]);
}, 120_000);
