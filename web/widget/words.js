/** @typedef {import('../../src/contracts/views.js').WidgetConversationView} WidgetConversationView */

/** @param {{ fromMs: number, toMs: number } | null} wait */
function waitText(wait) {
  if (!wait) return '';
  const from = Math.max(1, Math.round(wait.fromMs / 60_000));
  const to = Math.max(1, Math.round(wait.toMs / 60_000));
  if (to <= 1) return ' · about a minute';
  return from === to ? ` · about ${to} minutes` : ` · about ${from}–${to} minutes`;
}

/**
 * What is going on, for the customer, in one line.
 * @param {WidgetConversationView | null} conversation
 */
export function statusLine(conversation) {
  if (!conversation) return 'Write to us, a person will answer.';
  const { status, agent, position, expectedWait } = conversation;
  if (status === 'assigned') return agent ? `${agent.name} is here` : 'Somebody is here';
  if (status === 'closed') return 'This conversation is closed. Write any time to go on.';
  if (status === 'snoozed') return agent ? `${agent.name} will come back to you` : 'We will come back to you';
  if (status === 'offered') return 'Connecting you …';
  if (position === 1) return `You are next in line${waitText(expectedWait)}`;
  if (position) return `You are in line, number ${position}${waitText(expectedWait)}`;
  return `You are in line${waitText(expectedWait)}`;
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
