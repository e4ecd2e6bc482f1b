// A shop as a panel: it shows the orders, shipments and returns of a customer beside each conversation. A sample of the contract in
// docs/context.md, and what `npm run demo` uses. Alone: `PANEL_SECRET=whsec_… PORT=4000 node scripts/sample-shop.mjs`.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const mostBytes = 16 * 1024;
const toleranceS = 300;

/** Whose orders are whose: by e-mail address, anybody else gets those of the demo. */
const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString();
const orders = () => [
  { number: 'A-20417', what: '1 cup "Blue", 1 saucer', total: '€ 34.00', at: daysAgo(6) },
  { number: 'A-19855', what: '2 bowls', total: '€ 52.00', at: daysAgo(71) },
];
const shipments = () => [{ number: 'A-20417', state: 'delivered to the porter', at: daysAgo(2) }];
const returns = () => [{ number: 'A-19855', state: 'one bowl refunded, € 26.00', at: daysAgo(60) }];

/** What the panel says of whoever is asked about; nothing of somebody it cannot know for certain. */
export function answerFor({ identities }) {
  const isKnown = identities.some(({ kind }) => kind === 'email' || kind === 'external');
  if (!isKnown) return { title: 'Orders', sections: [] };
  const lines = (list, value) => list.map((one) => ({ label: one.number, value: value(one), at: one.at }));
  return {
    title: 'Orders',
    sections: [
      {
        label: 'Orders',
        items: lines(orders(), (one) => `${one.what}, ${one.total}`).map((one) => ({
          ...one,
          url: `https://shop.example/orders/${one.label}`,
        })),
      },
      { label: 'Shipments', items: lines(shipments(), (one) => one.state) },
      { label: 'Returns', items: lines(returns(), (one) => one.state) },
    ],
    facts: orders().map(({ number }) => ({ kind: 'order_number', value: number, label: 'Order' })),
  };
}

const signature = (secret, id, timestamp, body) => {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
};

/** Whether Throughline sent this, and just now. */
function isSigned(secret, headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || !signatures || !(Math.abs(Date.now() / 1000 - Number(timestamp)) < toleranceS)) return false;
  const right = Buffer.from(signature(secret, id, timestamp, body));
  return signatures.split(' ').some((one) => one.length === right.length && timingSafeEqual(Buffer.from(one), right));
}

function answer(secret, request, body, response) {
  const say = (status, content, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(content);
  if (request.method !== 'POST' || !isSigned(secret, request.headers, body)) return say(401, '{"error":"not signed"}');
  const content = JSON.stringify(answerFor(JSON.parse(body)));
  // Signed as well, for panels that are set up with `signsAnswers`.
  const timestamp = String(Math.floor(Date.now() / 1000));
  say(200, content, {
    'webhook-timestamp': timestamp,
    'webhook-signature': signature(secret, request.headers['webhook-id'], timestamp, content),
  });
}

/** @returns {Promise<{ url: string, close: () => Promise<void> }>} */
export async function openShop({ secret, port = 0 }) {
  const server = createServer((request, response) => {
    const chunks = [];
    let size = 0;
    request.on('data', (chunk) => {
      size += chunk.length;
      if (size > mostBytes) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => {
      try {
        answer(secret, request, Buffer.concat(chunks).toString(), response);
      } catch {
        response.writeHead(400).end();
      }
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/panel`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { PANEL_SECRET: secret, PORT: port } = process.env;
  if (!secret) {
    console.error('PANEL_SECRET is needed: the secret of the panel, as it was set or shown when the panel was added');
    process.exit(1);
  }
  console.log(`the sample shop answers on ${(await openShop({ secret, port: Number(port ?? 4000) })).url}`);
}
