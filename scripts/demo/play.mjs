import { Agent } from './agent.mjs';
import { Customer } from './customer.mjs';
import { Mailbox } from './mailbox.mjs';
import { callerOf } from './rest.mjs';
import * as screen from './screen.mjs';
import { findOrStart } from './server.mjs';
import { Shop } from './shop.mjs';
import { Story } from './story.mjs';
import { DemoError, Inbox } from './wait.mjs';
import { WhatsApp } from './whatsapp.mjs';

/** @returns {Promise<number>} the exit code */
export async function playDemo(env) {
  const leave = [];
  let code = 0;
  try {
    await Promise.race([whole(env, leave), interrupted()]);
  } catch (error) {
    // `fetch` says only that it failed; why stands in its cause.
    console.error(`\ndemo: ${[error.message, error.cause?.message].filter(Boolean).join(': ')}`);
    code = error.code === 'interrupted' ? 130 : 1;
  }
  screen.silence();
  // Whatever happened: nothing of the story goes on after it.
  for (const step of leave.reverse()) await step().catch((error) => console.error(`demo: tidying up: ${error.message}`));
  return code;
}

async function whole(env, leave) {
  const begun = performance.now();
  screen.title('Throughline: one thread, the right agent, the whole story', 'npm run demo');
  const mailbox = new Mailbox();
  leave.push(async () => mailbox.close());
  const whatsApp = new WhatsApp();
  leave.push(async () => whatsApp.close());
  const stands = { mailboxUrl: () => mailbox.open(), whatsAppUrl: () => whatsApp.open() };
  const server = await findOrStart(env, { ...stands, leave, say: screen.note });
  screen.note(
    `${server.started ? 'started' : 'playing against the running server'} ${server.url}, mail on port ${server.smtpPort}`,
  );
  const call = callerOf(server.url);
  const run = Date.now().toString(36);
  const offers = new Inbox();
  const agents = ['ana', 'ben', 'chen'].map((name) => new Agent(server.url, call, name, offers));
  const supervisor = new Agent(server.url, call, 'supervisor', offers);
  const admin = new Agent(server.url, call, 'admin', offers);
  const mei = new Customer(server, call, { name: 'Mei Lin', run, known: true });
  const tom = new Customer(server, call, { name: 'Visitor', run, known: false });
  const shop = new Shop();
  const story = new Story({ agents, supervisor, offers, mei, tom, mailbox, whatsApp, shop, url: server.url });
  leave.push(async () => {
    await story.tidyUp();
    for (const one of [mei, tom, ...agents, supervisor, admin]) one.close();
  });
  for (const agent of [...agents, supervisor, admin]) await agent.signIn();
  await whatsApp.connect(admin, run);
  leave.push(() => whatsApp.leave());
  leave.push(() => shop.close());
  await shop.connect(admin, run);
  await shop.report(admin, mei.address, run);
  await story.play();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  screen.plain();
  screen.event(
    Date.now(),
    `The end, after ${seconds} s. One customer; chat, mail, WhatsApp and a call in one thread; nobody had to ask twice.`,
  );
  screen.note(
    server.started
      ? 'To look around yourself: npm start, then the console and the widget demo it names.'
      : `To look around yourself: ${server.url}/console/ and ${server.url}/demo/`,
  );
}

function interrupted() {
  return new Promise((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.once(signal, () => reject(Object.assign(new DemoError('stopped'), { code: 'interrupted' })));
  });
}
