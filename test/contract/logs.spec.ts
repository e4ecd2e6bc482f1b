import { describe, expect, it } from '@jest/globals';
import { demoApiKey, demoPassword } from '../../src/seed/demo-data.js';
import { createLog } from '../../src/platform/logging/log.js';
import { connect } from '../support/sockets.js';
import { until } from '../support/until.js';
import { startSurface } from './surface.js';

function collected() {
  const lines: string[] = [];
  return { lines, log: createLog('trace', {}, { write: (line: string) => void lines.push(line) }) };
}

describe('logs', () => {
  it('tell the story by ids, without a word of anybody', async () => {
    const { lines, log } = collected();
    const surface = await startSurface({ log });
    const { call, tokens, app } = surface;
    try {
      const agent = { token: tokens.agent };
      await call('PUT', '/v1/me/presence', { ...agent, body: { state: 'available' } });
      const opened = await call<{ token: string; visitorToken: string }>('POST', '/v1/widget/sessions', {
        body: {
          inboxKey: 'demo-web',
          preChat: { name: 'Nora Nameless', email: 'nora.nameless@shop.test', phone: '+4915112345678' },
        },
      });
      const page = await connect(app.url, '/widget', opened.body.token);
      await page.ask('message.send', { clientId: 'w1', text: 'SECRETWORDS of a customer' });
      const offer = await until(
        'an offer',
        async () => (await call<{ data: { id: string; conversationId: string }[] }>('GET', '/v1/me/offers', agent)).body.data[0],
      );
      const screen = await connect(app.url, '/console', tokens.agent);
      await screen.ask('offer.accept', { offerId: offer.id });
      await screen.ask('message.send', {
        conversationId: offer.conversationId,
        kind: 'note',
        text: 'SECRETWORDS of a colleague',
        clientId: 'c1',
      });
      await screen.ask('message.send', { nosuch: 'SECRETWORDS in a field' });
      await call('POST', `/v1/conversations/${offer.conversationId}/messages`, {
        ...agent,
        body: { kind: 'reply', text: 'SECRETWORDS answered', clientId: 'c2' },
      });
      const { body: found } = await call<{ requestId: string }>('POST', `/v1/conversations/${offer.conversationId}/messages`, {
        ...agent,
        body: { text: 'SECRETWORDS refused' },
      });
      await call('POST', '/v1/inboxes/demo-api/messages', {
        token: demoApiKey,
        body: {
          externalId: 'SECRETWORDS-1',
          from: { kind: 'email', value: 'mallory.mail@shop.test' },
          text: 'SECRETWORDS by api',
        },
      });
      await call('POST', '/v1/auth/login', { body: { email: 'nora.nameless@shop.test', password: 'SECRETWORDS-password' } });
      await call('POST', '/v1/auth/login', { raw: '{"password":"SECRETWORDS"' });
      await call('GET', '/v1/customers?query=nora.nameless@shop.test', agent);
      await call('GET', '/v1/messages?externalId=SECRETWORDS-1', agent);
      page.close();
      screen.close();
      await app.sweep();
      const told = lines.join('');
      const secrets = [
        'SECRETWORDS',
        'shop.test',
        'demo.test',
        'Nameless',
        '4915112345678',
        demoPassword,
        demoApiKey,
        tokens.admin,
        tokens.agent,
        opened.body.token,
        opened.body.visitorToken,
      ];
      for (const secret of secrets) expect([secret, lines.filter((line) => line.includes(secret))]).toEqual([secret, []]);
      expect(told).toContain(offer.conversationId);
      expect(told).toContain(found.requestId);
      expect(lines.length).toBeGreaterThan(10);
    } finally {
      await surface.stop();
    }
  });

  it('leave out what PostgreSQL tells of a refused row', async () => {
    const { lines, log } = collected();
    const surface = await startSurface();
    try {
      const failing = surface.app.db.run(
        `INSERT INTO agents (id, email, name, role, password_hash, capacity) VALUES (gen_random_uuid(), 'row@shop.test', 'Row', 'agent', 'row-hash', NULL)`,
      );
      await failing.catch((error: Error) => log.error({ err: error }, 'as the problem filter does'));
      expect(lines.join('')).toContain('null value in column');
      expect(lines.join('')).not.toMatch(/row@shop|row-hash/);
    } finally {
      await surface.stop();
    }
  });

  it('hide secrets that stand in what is logged', () => {
    const { lines, log } = collected();
    log.info(
      {
        password: 'p-1',
        session: { token: 't-1', deeper: { secret: 's-1' } },
        headers: { authorization: 'a-1', cookie: 'c-1' },
        id: 'kept',
      },
      'line',
    );
    expect(lines.join('')).not.toMatch(/p-1|t-1|s-1|a-1|c-1/);
    expect(lines.join('')).toContain('kept');
  });
});
