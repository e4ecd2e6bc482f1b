/** @typedef {import('../../src/contracts/views.js').WidgetConversationView} WidgetConversationView */

/** @param {{ fromMs: number, toMs: number } | null} wait */
function waitText(wait) {
  if (!wait) return '';
  const from = Math.max(1, Math.round(wait.fromMs / 60_000));
  const to = Math.max(1, Math.round(wait.toMs / 60_000));
  if (to <= 1) return ' · about a minute';
  return from === to ? ` · about ${to} minutes` : ` · about ${from}–${to} minutes`;
}

/** In the time zone of the visitor's own device. */
const opening = new Intl.DateTimeFormat('en', {
  ...{ weekday: 'long', day: 'numeric', month: 'short' },
  ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
});

/**
 * What is going on, for the customer, in a few words.
 * @param {WidgetConversationView | null} conversation
 */
export function statusLine(conversation) {
  if (!conversation) return 'Write to us, a person will answer.';
  const { status, agent } = conversation;
  if (status === 'assigned') return agent ? `${agent.name} is here` : 'Somebody is here';
  if (status === 'closed') return 'This conversation is closed';
  if (status === 'snoozed') return agent ? `${agent.name} will come back to you` : 'We will come back to you';
  if (status === 'offered') return 'Connecting you …';
  return lineText(conversation);
}

/** @param {WidgetConversationView} conversation who waits; a place in line means nothing while there is nobody to come */
function lineText({ position, expectedWait, opensAt, waiting, notice }) {
  if (opensAt) return `We open ${opening.format(new Date(opensAt))}`;
  if (notice.code === 'outside_hours') return 'We are closed at the moment';
  if (notice.code === 'no_agent') return 'We will answer as soon as we can';
  if (notice.code === 'answer_by_mail') return 'We will answer by e-mail';
  if (waiting?.waitingFor) return `Waiting for ${waiting.waitingFor.name || 'your agent'}`;
  if (position === 1) return `You are next in line${waitText(expectedWait)}`;
  if (position) return `You are in line, number ${position}${waitText(expectedWait)}`;
  return `You are in line${waitText(expectedWait)}`;
}

/**
 * The server's own sentence, in the customer's language; nothing where the header says the same.
 * @param {WidgetConversationView | null} conversation
 */
export function noticeLine(conversation) {
  return !conversation || conversation.notice.code === 'with_agent' ? '' : conversation.notice.text;
}

/**
 * @param {WidgetConversationView | null} conversation
 * @returns {{ choice: 'wait' | 'anyone', label: string, chosen: boolean }[]}
 */
export function choicesOf(conversation) {
  const waiting = conversation?.waiting;
  if (!waiting) return [];
  const name = waiting.waitingFor?.name || waiting.preferred?.name || 'your agent';
  return waiting.choices.map((choice) => ({
    choice,
    label: choice === 'wait' ? `Wait for ${name}` : 'Anyone',
    chosen: (choice === 'wait') === (waiting.waitingFor !== null),
  }));
}

/** @type {Record<string, string>} */
export const channelNames = {
  webchat: 'chat',
  email: 'e-mail',
  api: 'app',
  voice: 'phone',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  messenger: 'Messenger',
  instagram: 'Instagram',
  telegram: 'Telegram',
  line: 'LINE',
  wechat: 'WeChat',
};

/** @type {Record<string, string>} */
export const deliveryNames = { pending: 'Sending', sent: 'Sent', delivered: 'Delivered', read: 'Read', failed: 'Not delivered' };

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short' });

/** @param {string} at RFC 3339 */
export function timeOf(at) {
  return clock.format(new Date(at));
}

/** @param {string} at RFC 3339 */
export function dayOf(at) {
  const then = new Date(at);
  return then.toDateString() === new Date().toDateString() ? 'Today' : day.format(then);
}
