import { h } from './dom.js';

/** @type {Record<string, string>} */
export const channelNames = {
  webchat: 'Chat',
  email: 'E-mail',
  api: 'API',
  voice: 'Phone',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  messenger: 'Messenger',
  instagram: 'Instagram',
  telegram: 'Telegram',
  line: 'LINE',
  wechat: 'WeChat',
};

/** @param {string} channel */
export function channelMark(channel) {
  return h('span', { class: `channel channel-${channel}`, text: channelNames[channel] ?? channel });
}

/** @param {string} status */
export function statusMark(status) {
  return h('span', { class: `status status-${status}`, text: status });
}

/**
 * A length of time, short: "45 s", "12 min", "3 h 05", "2 d".
 * @param {number} ms
 */
export function duration(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return `${min} min`;
  const hours = Math.floor(min / 60);
  if (hours < 24) return `${hours} h ${String(min % 60).padStart(2, '0')}`;
  return `${Math.floor(hours / 24)} d`;
}

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });

/** @param {string} at RFC 3339 */
export function timeOf(at) {
  return clock.format(new Date(at));
}

/** @param {string | null | undefined} at RFC 3339 */
export function dayOf(at) {
  if (!at || Number.isNaN(Date.parse(at))) return '';
  return new Date(at).toDateString() === new Date().toDateString() ? 'Today' : day.format(new Date(at));
}

/** @param {string | null | undefined} at RFC 3339 @param {string} [className] */
export function timeMark(at, className = 'when') {
  if (!at || Number.isNaN(Date.parse(at))) return null;
  const isToday = dayOf(at) === 'Today';
  return h('time', { class: className, datetime: at, title: full.format(new Date(at)), text: isToday ? timeOf(at) : dayOf(at) });
}

/** `lastAgents` → "Last agents", `order_number` → "Order number". @param {string} key */
export function words(key) {
  const spaced = key.replace(/[_-]+/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}

/** Any value as short text. @param {unknown} value @returns {string} */
export function plain(value) {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(2);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, one]) => `${words(key)} ${plain(one)}`)
      .join(', ');
  }
  return String(value);
}
