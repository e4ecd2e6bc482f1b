import { desk } from '../live/desk.js';

const KEY = 'throughline.console.recent';
const MOST = 8;

function stored(): string[] {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(read) ? read.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

let recent = stored();

/** Ids of the conversations that were open last in this tab, the latest first: ids only, no names, stay in its storage. */
export function recentIds(): readonly string[] {
  return recent;
}

desk.subscribe(({ openId, me }, before) => {
  if (before.me && me?.id !== before.me.id) recent = [];
  else if (openId && openId !== before.openId) recent = [openId, ...recent.filter((id) => id !== openId)].slice(0, MOST);
  else return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(recent));
  } catch {
    // It holds as long as the page does.
  }
});
