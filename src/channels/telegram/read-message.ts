import type { VendorEvent, VendorMessage } from '../drawers/drawer.js';
import { between, entries, type Plain, plain, prose, word } from '../drawers/untrusted-json.js';
import { mediaOf } from './read-media.js';

/** Twice what Telegram allows, for texts that grow by a new rule of theirs. */
export const longestText = 8192;

type Content = Pick<VendorMessage, 'text' | 'media' | 'location' | 'contacts' | 'choice' | 'unsupported' | 'extra'> & {
  /** The sender's own number, shared by himself. */
  phone?: string;
};
type Read = { outcome: 'read'; content: Content } | Extract<VendorEvent, { detail: string }>;

/** Notes of the chat itself that are no word of the customer. */
const serviceNotes: ReadonlySet<string> = new Set([
  'message_auto_delete_timer_changed',
  'pinned_message',
  'migrate_to_chat_id',
  'migrate_from_chat_id',
  'connected_website',
  'write_access_allowed',
  'proximity_alert_triggered',
  'boost_added',
  'chat_background_set',
  'chat_owner_changed',
  'chat_owner_left',
  'delete_chat_photo',
  'group_chat_created',
  'supergroup_chat_created',
  'channel_chat_created',
  'left_chat_member',
  'new_chat_members',
  'new_chat_photo',
  'new_chat_title',
  'forum_topic_created',
  'forum_topic_edited',
  'forum_topic_closed',
  'forum_topic_reopened',
  'general_forum_topic_hidden',
  'general_forum_topic_unhidden',
  'video_chat_scheduled',
  'video_chat_started',
  'video_chat_ended',
  'video_chat_participants_invited',
]);

/** What every message has around its content. */
const envelope: ReadonlySet<string> = new Set([
  ...['message_id', 'message_thread_id', 'direct_messages_topic', 'from', 'sender_chat', 'sender_boost_count', 'sender_tag'],
  ...['sender_business_bot', 'business_connection_id', 'date', 'chat', 'is_topic_message', 'is_automatic_forward'],
  ...['forward_origin', 'forward_from', 'forward_from_chat', 'forward_from_message_id', 'forward_signature'],
  ...['forward_sender_name', 'forward_date', 'reply_to_message', 'external_reply', 'quote', 'reply_to_story', 'via_bot'],
  ...['reply_to_checklist_task_id', 'edit_date', 'has_protected_content', 'is_from_offline', 'is_paid_post', 'author_signature'],
  ...['media_group_id', 'paid_star_count', 'entities', 'link_preview_options', 'suggested_post_info', 'effect_id'],
  ...['caption', 'caption_entities', 'show_caption_above_media', 'has_media_spoiler', 'reply_markup'],
]);

/** What a message says, whatever its kind. `senderId` is who must own a shared number for it to prove anything. */
export function readMessage(message: Plain, senderId: string): Read {
  const text = prose(message['text'] ?? message['caption'], longestText) ?? '';
  const extra = extraOf(message, text);
  const content = (more: Partial<Content>): Read => ({
    outcome: 'read',
    content: { text, ...(extra ? { extra } : {}), ...more },
  });
  if (typeof message['text'] === 'string') return content({});
  const media = mediaOf(message);
  if (media) return content({ media: [media] });
  const contact = plain(message['contact']);
  if (contact) return content(contactOf(contact, senderId, forwardedFrom(message) !== undefined));
  const location = locationOf(message);
  if (location) return content({ location });
  const choice = plain(message['web_app_data']);
  if (choice) return content({ text: word(choice['button_text'], 256) ?? '', choice: prose(choice['data'], 4096) ?? '' });
  const kinds = Object.keys(message).filter((key) => !envelope.has(key));
  const note = kinds.find((key) => serviceNotes.has(key));
  if (note) return { outcome: 'ignored', detail: `a note of the chat itself: ${note}` };
  const [kind] = kinds;
  if (kind === undefined) return { outcome: 'unrecognised', detail: 'a message without content' };
  return content({ unsupported: kind.slice(0, 64).replace(/[^\w-]/g, '?') });
}

function contactOf(contact: Plain, senderId: string, forwarded: boolean): Partial<Content> {
  const number = word(contact['phone_number'], 40);
  const dialled = number && /^\d{5,}$/.test(number) ? `+${number}` : number;
  const name = [contact['first_name'], contact['last_name']].flatMap((part) => prose(part, 128)?.trim() || []).join(' ');
  const emails = [...(prose(contact['vcard'], 4096) ?? '').matchAll(/^EMAIL[^:\r\n]{0,100}:(\S{3,254})\s*$/gim)];
  const contacts = [{ name, phones: dialled ? [dialled] : [], emails: emails.slice(0, 10).map(([, email]) => email!) }];
  // Telegram puts the account's id beside a number it knows. A card that is passed on may be years old.
  const own = String(contact['user_id']) === senderId && !forwarded;
  return own && dialled ? { contacts, phone: dialled } : { contacts };
}

function locationOf(message: Plain): Content['location'] {
  const venue = plain(message['venue']);
  const place = plain(venue?.['location'] ?? message['location']);
  const latitude = between(place?.['latitude'], -90, 90);
  const longitude = between(place?.['longitude'], -180, 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  const name = word(venue?.['title'], 256);
  const address = word(venue?.['address'], 512);
  return { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) };
}

function extraOf(message: Plain, text: string): Record<string, unknown> | undefined {
  const sticker = plain(message['sticker']);
  const written = [...entries(message['entities'], 100), ...entries(message['caption_entities'], 100)];
  const links = written.flatMap((entity) => word(plain(entity)?.['url'], 2048) ?? []).slice(0, 20);
  const known = {
    forwardedFrom: forwardedFrom(message),
    /** The words of the answered message that the customer marked. */
    quote: prose(plain(message['quote'])?.['text'], 1024),
    /** Addresses behind words of the text, which the text does not show. */
    links: links.length > 0 ? links : undefined,
    emoji: word(sticker?.['emoji'], 32),
    /** What stood behind the link that the customer came by: t.me/bot?start=… */
    start: /^\/start ([\w-]{1,64})$/.exec(text)?.[1],
    liveForS: between(plain(message['location'])?.['live_period'], 1, 2 ** 31),
  };
  const present = Object.entries(known).filter(([, value]) => value !== undefined);
  return present.length > 0 ? Object.fromEntries(present) : undefined;
}

/** Who wrote a forwarded message first, as far as Telegram says; undefined for what was not forwarded. */
function forwardedFrom(message: Plain): string | undefined {
  const origin = plain(message['forward_origin']);
  if (!origin) return message['forward_date'] === undefined ? undefined : 'somebody';
  const user = plain(origin['sender_user']);
  const chat = plain(origin['chat'] ?? origin['sender_chat']);
  const names = [origin['sender_user_name'], user?.['first_name'], chat?.['title']];
  return names.map((name) => prose(name, 128)?.trim()).find(Boolean) ?? 'somebody';
}
