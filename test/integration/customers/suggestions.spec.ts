import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IdentitySuggestionView, SharedKeyView, VerifiedIdentityView } from '../../../src/contracts/identity.js';
import type { Page } from '../../../src/contracts/views.js';
import type { IdentityKind, IdentityLevel } from '../../../src/contracts/words.js';
import { MergeCustomers } from '../../../src/conversations/merge-customers.service.js';
import { ProveKey } from '../../../src/conversations/prove-key.service.js';
import { rootOf } from '../../../src/customers/customers.repository.js';
import { ResolveCustomer } from '../../../src/customers/resolve-customer.service.js';
import { noteSharedDevice } from '../../../src/customers/suggestions/shared-keys.repository.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { type Centre, type Person, startCentre } from '../console/centre.js';

let centre: Centre;
let ana: Person;

beforeAll(async () => {
  centre = await startCentre();
  ana = await centre.person('Ana');
});
afterAll(() => centre.stop());

const db = () => centre.app.db;
let phones = 10_000_000;
const aPhone = (): string => `+86138${(phones += 1_234_567)}`;

interface Given {
  name?: string;
  city?: string;
  birthDate?: string;
  keys?: [IdentityKind, string, IdentityLevel?][];
}

/** A customer who is here, with keys that they hold. */
async function customer({ name, city, birthDate, keys = [] }: Given): Promise<string> {
  const id = newId();
  await db().run('INSERT INTO customers (id, name, attributes) VALUES ($1, $2, jsonb_strip_nulls($3))', [
    id,
    name ?? null,
    JSON.stringify({ city: city ?? null, birthDate: birthDate ?? null }),
  ]);
  for (const [kind, value, level = 'claimed'] of keys)
    await db().run('INSERT INTO identities (id, customer_id, kind, value, level) VALUES ($1, $2, $3, $4, $5)', [
      ...[newId(), id, kind, value, level],
    ]);
  return id;
}

const listed = async (customerId: string, state = 'open'): Promise<IdentitySuggestionView[]> =>
  (await ana.call<Page<IdentitySuggestionView>>('GET', `/v1/identity-suggestions?state=${state}&customer=${customerId}`)).body
    .data;
const partner = (one: IdentitySuggestionView, id: string): string => one.customers.find((each) => each.id !== id)!.id;
const swept = async (): Promise<void> => {
  for (let n = 0; n < 3; n++) await centre.app.sweep();
};
const merges = async (id: string): Promise<number> =>
  (await db().query('SELECT 1 FROM customer_merges WHERE (from_id = $1 OR into_id = $1) AND undone_at IS NULL', [id])).length;
const prove = (customerId: string, kind: IdentityKind, value: string) =>
  db().transaction((tx) =>
    centre.app
      .get(ProveKey)
      .prove({ tx, actor: systemActor }, customerId, { kind, value, level: 'verified', joins: true, proof: { by: 'test' } }),
  );

describe('weak evidence', () => {
  it('puts a pair before a person, with its score and parts, and joins nobody', async () => {
    const one = await customer({ name: '林梅', city: '上海', keys: [['email', 'meilin88@shop.test']] });
    const other = await customer({ name: 'Lin Mei', city: 'Shanghai', keys: [['email', 'mei.lin88@shop.test']] });
    const stranger = await customer({ name: 'Peter Brown', city: 'Shanghai', keys: [['email', 'peter@shop.test']] });
    await swept();
    const [found, ...rest] = await listed(one);
    expect(rest).toEqual([]);
    expect(partner(found!, one)).toBe(other);
    expect(found!.parts.map(({ part, level }) => [part, level])).toEqual(
      expect.arrayContaining([
        ['name', 'across'],
        ['city', 'same'],
      ]),
    );
    expect(found!.score).toBeCloseTo(
      found!.parts.reduce((sum, part) => sum + part.bits, 0),
      5,
    );
    expect(await listed(stranger)).toEqual([]);
    expect([await merges(one), await merges(other)]).toEqual([0, 0]);
  });

  it('of a name and city, a shared phone, or a shared device suffices to suggest; the same name alone does not', async () => {
    const city = [
      await customer({ name: 'Anna Larsson', city: 'Lyon' }),
      await customer({ name: 'Larsson, Anna', city: 'Lyon' }),
    ];
    const phone = aPhone();
    const phoned = [
      await customer({ name: 'Nora Weber', keys: [['phone', phone]] }),
      await customer({ keys: [['phone', phone]] }),
    ];
    const device = [await customer({ name: 'Max Vogel' }), await customer({ name: 'Max Vogel' })];
    await db().transaction((tx) => noteSharedDevice({ tx, actor: systemActor }, newId(), device));
    const [namesake] = [await customer({ name: 'Paul Lange' }), await customer({ name: 'Paul Lange' })];
    await swept();
    for (const pair of [city, phoned, device]) {
      const [a, b] = pair;
      expect((await listed(a!)).map((one) => partner(one, a!))).toEqual([b]);
    }
    expect(await listed(namesake!)).toEqual([]);
  });

  it('does not take a household for one person', async () => {
    const phone = aPhone();
    const [mother] = [
      await customer({ name: '王丽', city: '杭州', keys: [['phone', phone]] }),
      await customer({ name: '王晓明', city: '杭州', keys: [['phone', phone]] }),
    ];
    await swept();
    expect(await listed(mother!)).toEqual([]);
  });

  it('hears of what changes by itself, without the sweep', async () => {
    const phone = aPhone();
    const one = await customer({ name: 'Olga Petrova', keys: [['phone', phone]] });
    const other = await customer({ name: 'Olga Petrova' });
    await swept();
    expect(await listed(one)).toEqual([]);
    const added = await ana.call('POST', `/v1/customers/${other}/identities`, { kind: 'phone', value: phone });
    expect(added.status).toBe(201);
    for (let tries = 0; tries < 100 && (await listed(one)).length === 0; tries++) await centre.announced();
    expect((await listed(one)).map((each) => partner(each, one))).toEqual([other]);
  });
});

describe('deciding', () => {
  const pair = async (): Promise<{ ids: [string, string]; suggestion: IdentitySuggestionView }> => {
    const phone = aPhone();
    const ids: [string, string] = [
      await customer({ name: 'Ines Duarte', keys: [['phone', phone]] }),
      await customer({ name: 'Ines Duarte', keys: [['phone', phone]] }),
    ];
    await swept();
    return { ids, suggestion: (await listed(ids[0])).find((one) => partner(one, ids[0]) === ids[1])! };
  };
  const audited = (subjectId: string) =>
    db().query<{ action: string; actor_id: string }>('SELECT action, actor_id FROM audit_log WHERE subject_id = $1 ORDER BY at', [
      subjectId,
    ]);

  it('to accept merges the younger into the elder, on record, and can be undone', async () => {
    const { ids, suggestion } = await pair();
    const { status, body } = await ana.call<IdentitySuggestionView>(
      'POST',
      `/v1/identity-suggestions/${suggestion.id}/accept`,
      {},
    );
    expect([status, body.state, body.decidedBy]).toEqual([200, 'accepted', ana.id]);
    expect(await rootOf(db(), ids[1])).toBe(ids[0]);
    const [merge] = await db().query('SELECT reason, actor_id FROM customer_merges WHERE id = $1', [body.mergeId]);
    expect(merge).toMatchObject({ actor_id: ana.id, reason: expect.stringContaining('suggestion') as unknown });
    expect(await audited(suggestion.id)).toEqual([{ action: 'identity_suggestion.accepted', actor_id: ana.id }]);
    const again = await ana.call('POST', `/v1/identity-suggestions/${suggestion.id}/accept`, {});
    expect([again.status, again.body['code']]).toEqual([409, 'illegal_move']);
    expect((await ana.call('POST', `/v1/merges/${body.mergeId!}/undo`)).status).toBe(200);
    await swept();
    // Whoever undid it has said that they are two.
    expect(await listed(ids[0])).toEqual([]);
  });

  it('to dismiss keeps the pair away until more speaks for it', async () => {
    const { ids, suggestion } = await pair();
    const { body } = await ana.call<IdentitySuggestionView>('POST', `/v1/identity-suggestions/${suggestion.id}/dismiss`, {
      reason: 'mother and daughter',
    });
    expect(body.state).toBe('dismissed');
    expect(await audited(suggestion.id)).toEqual([{ action: 'identity_suggestion.dismissed', actor_id: ana.id }]);
    await db().run('UPDATE customers SET version = version + 1 WHERE id = ANY($1)', [ids]);
    await swept();
    expect(await listed(ids[0])).toEqual([]);
    await db().run(`UPDATE customers SET version = version + 1, attributes = '{"birthDate": "1990-02-28"}' WHERE id = ANY($1)`, [
      ids,
    ]);
    await swept();
    const [grown] = await listed(ids[0]);
    expect(grown!.score).toBeGreaterThan(suggestion.score + 1);
  });

  it('refuses one that there is not, a third customer, and a second accept at the same moment', async () => {
    expect((await ana.call('POST', `/v1/identity-suggestions/${newId()}/accept`, {})).status).toBe(404);
    const { suggestion } = await pair();
    const at = `/v1/identity-suggestions/${suggestion.id}/accept`;
    expect((await ana.call('POST', at, { into: newId() })).status).toBe(422);
    const both = await Promise.all([ana.call('POST', at, {}), ana.call('POST', at, {})]);
    expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
  });

  it('hides a pair that was merged by another way, and shows the pair of the roots', async () => {
    const { ids } = await pair();
    const third = await customer({ name: 'Ines Duarte' });
    await db().transaction((tx) =>
      centre.app.get(MergeCustomers).merge({ tx, actor: systemActor }, { fromId: ids[1], intoId: third, reason: 'known' }),
    );
    await swept();
    expect((await listed(ids[0])).map((one) => partner(one, ids[0]))).toEqual([third]);
  });
});

describe('proved keys', () => {
  it('merge at once where another customer proved the same key', async () => {
    const email = `${newId()}@shop.test`;
    const one = await customer({ name: 'Jan Novak', keys: [['email', email, 'verified']] });
    const other = await customer({ name: 'J. N.' });
    expect(await prove(other, 'email', email)).toEqual({ mergeId: expect.any(String), kept: null });
    expect(await rootOf(db(), other)).toBe(one);
    expect(await prove(other, 'email', email)).toEqual({ mergeId: null, kept: null });
  });

  it('raise what was claimed, by the API, with who proved it and how', async () => {
    const phone = aPhone();
    const one = await customer({ keys: [['phone', phone]] });
    const [{ id }] = (await db().query<{ id: string }>('SELECT id FROM identities WHERE customer_id = $1', [one])) as [
      { id: string },
    ];
    const { body } = await ana.call<VerifiedIdentityView>('POST', `/v1/identities/${id}/verify`, { by: 'code' });
    expect(body).toEqual({ identityId: id, level: 'verified', mergeId: null, kept: null });
    const other = await customer({ keys: [['phone', phone]] });
    const [held] = await db().query<{ id: string }>('SELECT id FROM identities WHERE customer_id = $1', [other]);
    const second = await ana.call<VerifiedIdentityView>('POST', `/v1/identities/${held!.id}/verify`, {
      by: 'call',
      reference: 'call 7',
    });
    expect(second.body).toMatchObject({ level: 'claimed', mergeId: expect.any(String) as unknown });
    expect(await rootOf(db(), other)).toBe(one);
    expect((await ana.call('POST', `/v1/identities/${newId()}/verify`, { by: 'call' })).status).toBe(404);
  });

  it('of a shared phone join nobody: marked, or held by three', async () => {
    const phone = aPhone();
    const one = await customer({ name: 'Ana Ruiz', keys: [['phone', phone, 'verified']] });
    const [held] = await db().query<{ id: string }>('SELECT id FROM identities WHERE customer_id = $1', [one]);
    const marked = await ana.call<SharedKeyView>('POST', `/v1/identities/${held!.id}/shared`, { shared: true });
    expect(marked.body).toEqual({ kind: 'phone', value: phone, shared: true, holders: 1 });
    const other = await customer({ name: 'Luis Ruiz' });
    expect(await prove(other, 'phone', phone)).toEqual({ mergeId: null, kept: 'shared' });
    const crowd = aPhone();
    await customer({ keys: [['phone', crowd, 'verified']] });
    for (const name of ['Eva Kern', 'Udo Kern']) await customer({ name, keys: [['phone', crowd]] });
    const fourth = await customer({ name: 'Ute Kern' });
    expect(await prove(fourth, 'phone', crowd)).toEqual({ mergeId: null, kept: 'shared' });
    expect([await rootOf(db(), other), await rootOf(db(), fourth)]).toEqual([other, fourth]);
    // Unmarked, the same proof joins them.
    await ana.call('POST', `/v1/identities/${held!.id}/shared`, { shared: false });
    expect((await prove(other, 'phone', phone)).mergeId).not.toBeNull();
  });

  it('of two who each have an account join nobody: a family with one mailbox', async () => {
    const email = `${newId()}@family.test`;
    await customer({
      keys: [
        ['email', email, 'verified'],
        ['external', newId(), 'verified'],
      ],
    });
    const other = await customer({ keys: [['external', newId(), 'verified']] });
    expect(await prove(other, 'email', email)).toEqual({ mergeId: null, kept: 'two accounts' });
  });

  it('let whoever writes from a shared address into its thread, but not as its holder', async () => {
    const phone = aPhone();
    const one = await customer({ keys: [['phone', phone, 'verified']] });
    const arriving = { kind: 'phone' as const, value: phone, level: 'verified' as const, joins: true };
    const resolve = () => db().transaction((tx) => centre.app.get(ResolveCustomer).resolve({ tx, actor: systemActor }, arriving));
    expect(await resolve()).toMatchObject({ customerId: one, unproved: false });
    const [held] = await db().query<{ id: string }>('SELECT id FROM identities WHERE customer_id = $1', [one]);
    await ana.call('POST', `/v1/identities/${held!.id}/shared`, { shared: true });
    expect(await resolve()).toMatchObject({ customerId: one, unproved: true });
  });
});
