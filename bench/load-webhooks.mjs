// A vendor that delivers: calls come at a steady rate, whether or not the ones before were answered; of one sender it delivers
// the next message when it has heard yes to the one before. Latency counts from the moment a call was due.
import http from 'node:http';
import { input, quantile } from './stage.mjs';

const { url, headers, perSecond, seconds, senders, firstId } = await input();
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const target = new URL(url);
const latencies = [];
const statuses = {};
const total = perSecond * seconds;
const began = performance.now();
const calls = [];
const lastOf = new Map();
for (let n = 0; n < total;) {
  const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * perSecond));
  for (; n < due; n++) {
    const call = n;
    const turn = Promise.resolve(lastOf.get(n % senders)).then(() => deliver(call));
    lastOf.set(n % senders, turn);
    calls.push(turn);
  }
  await new Promise((resolve) => setTimeout(resolve, 2));
}
await Promise.all(calls);
latencies.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    perSecond: (total / (performance.now() - began)) * 1000,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    accepted: statuses[200] ?? 0,
    statuses,
  }),
);
process.exit(0);

function deliver(n) {
  const due = began + (n / perSecond) * 1000;
  const sender = n % senders;
  const from = { id: 1000 + sender, is_bot: false, first_name: `Sender ${sender}` };
  const body = JSON.stringify({
    update_id: firstId + n,
    message: {
      message_id: firstId + Math.floor(n / senders),
      from,
      chat: { id: from.id, type: 'private', first_name: from.first_name },
      date: Math.floor(Date.now() / 1000),
      text: `message ${firstId + n} of ${sender}: where is my parcel?`,
    },
  });
  return new Promise((resolve) => {
    const request = http.request(
      {
        ...{ agent, method: 'POST', host: target.hostname, port: target.port, path: target.pathname },
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        statuses[response.statusCode] = (statuses[response.statusCode] ?? 0) + 1;
        response.resume();
        response.once('end', () => {
          latencies.push(performance.now() - due);
          resolve();
        });
      },
    );
    request.once('error', (error) => {
      statuses[error.code] = (statuses[error.code] ?? 0) + 1;
      resolve();
    });
    request.end(body);
  });
}
