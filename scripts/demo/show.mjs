import * as screen from './screen.mjs';

const channelNames = { webchat: 'chat', email: 'mail', api: 'api', whatsapp: 'WhatsApp', voice: 'call' };
export const byChannel = (channel) => channelNames[channel] ?? channel;

const withoutName = (sentence) => sentence.replace(/^[^:]*: /, '');
const ofCall = ({ content }) => (content?.agentName ? `(talked with ${content.agentName})` : '');
const firstName = (name) => name?.split(' ')[0] ?? 'somebody';

/** Who was chosen and why; for everybody else why not, those with the same reason together. */
export function showDecision(decision, ms) {
  const { chosen, sentence, others, at } = decision;
  screen.event(at, `${chosen.name} is chosen, ${ms.toFixed(0)} ms after the message was kept`);
  screen.detail('why', withoutName(sentence));
  const byReason = groupBy(others, (one) => withoutName(one.sentence) + (one.score === decision.score ? ', an equal score' : ''));
  const names = [...byReason].map(([why, agents]) => [agents.map((one) => one.name).join(', '), why]);
  const width = Math.max(...names.map(([name]) => name.length));
  screen.detail(
    'why not',
    names.map(([name, why]) => `${name.padEnd(width)}  ${why}`),
  );
}

function groupBy(list, keyOf) {
  const groups = new Map();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** What the agent has before them when they accept. */
export function showContext(context, { at, who }) {
  screen.event(at, `${who} accepts, and sees before the first word`);
  const { customer, identities, facts, conversations, lastAgents, thread } = context;
  screen.detail('customer', `${customer.name}, known since ${customer.since.slice(0, 10)}`);
  screen.detail(
    'reached by',
    identities.filter((one) => one.kind !== 'visitor').map((one) => `${one.kind} ${one.value} (${one.level})`),
  );
  screen.detail('told us', facts.length ? facts.map(factLine) : 'nothing yet');
  if (conversations.past.length)
    screen.detail(
      'before',
      conversations.past.map((one) => `${byChannel(one.channel)}, ${one.outcome}, with ${one.agent?.name ?? 'nobody'}`),
    );
  const earlier = lastAgents.filter((one) => one.name !== who);
  if (earlier.length) screen.detail('helped by', earlier.map((one) => one.name).join(', '));
  if (thread.touchpoints?.length)
    screen.detail(
      'seen before',
      thread.touchpoints.map((one) => `${one.occurredAt.slice(0, 10)} ${one.title ?? one.kind} (told by the ${one.source})`),
    );
  screen.detail(
    'the thread',
    thread.messages.map(
      (one) =>
        `${firstName(one.author.name).padEnd(4)} · ${byChannel(one.channel).padEnd(8)}  ${oneLine(one.text) || ofCall(one)}`,
    ),
  );
}

const factLine = (fact) =>
  `${fact.kind.replaceAll('_', ' ')} ${fact.value} (${fact.channel ? `said by ${byChannel(fact.channel)}` : fact.source.type})`;

function oneLine(text) {
  return screen.clip(text.replace(/\s+/g, ' ').trim(), 58);
}

/** The mail as the customer's mail program gets it. */
export function showMail(mail) {
  const id = (value) => (value ? `<${value.replace(/^<|>$/g, '')}>` : '–');
  screen.frame([
    `From:        ${mail.from?.text ?? '–'}`,
    `To:          ${mail.to?.text ?? '–'}`,
    `Subject:     ${mail.subject ?? '–'}`,
    `In-Reply-To: ${id(mail.inReplyTo)}`,
    `Reply-To:    ${mail.replyTo?.text ?? '–'}`,
    '',
    ...(mail.text ?? '').trim().split('\n'),
  ]);
}
