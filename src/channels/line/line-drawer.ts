import type { Drawer } from '../drawers/drawer.js';
import { plain, word } from '../drawers/untrusted-json.js';
import { VendorSilent } from '../drawers/vendor-http.js';
import { fetchContent } from './fetch-content.js';
import { post, signedIn } from './line-api.js';
import { LineKeys, LineSettings } from './line-connection.js';
import { openEvents } from './open-events.js';
import { sendPart } from './send-part.js';
import { translateEvent } from './translate-event.js';

/** LINE takes multiples of five up to sixty; the dots go when the message comes. */
const loadingSeconds = 20;

/** The one-to-one chats of a LINE Official Account, by the Messaging API. */
export const lineDrawer: Drawer<LineSettings, LineKeys> = {
  channel: 'line',
  provider: 'line',
  settings: LineSettings,
  secrets: LineKeys,
  open: openEvents,
  translate: translateEvent,
  send: sendPart,
  fetchMedia: fetchContent,
  async profile({ value }, connection, http) {
    const url = `${http.base('line')}/v2/bot/profile/${encodeURIComponent(value)}`;
    const { status, json } = await http.call({ url, headers: signedIn(connection) });
    const name = status === 200 ? word(plain(json)?.['displayName'], 200) : undefined;
    return name ? { name } : undefined;
  },
  async typing({ value }, connection, http) {
    try {
      await post('/v2/bot/chat/loading/start', { chatId: value, loadingSeconds }, connection, http);
    } catch (error) {
      // A hint that comes too late is worth nothing: no second try.
      if (!(error instanceof VendorSilent)) throw error;
    }
  },
};
