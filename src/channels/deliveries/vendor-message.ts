import type { Channel } from '../../contracts/words.js';
import type { InboundMessage } from '../../conversations/inbound-message.js';
import { normalise } from '../../core/identity/normalise.js';
import type { Arriving } from '../../customers/resolve-customer.service.js';
import type { VendorMessage, VendorSender } from '../drawers/drawer.js';

const longestText = 100_000;
const longestWord = 500;
const mostMedia = 30;
const mostContacts = 20;
const largestExtra = 16_384;
const dayMs = 86_400_000;

/** What every text of a vendor goes through: nothing that PostgreSQL cannot hold, and no end-less ones. */
export const plainText = (text: string, longest = longestText): string =>
  (text.length > longest ? `${text.slice(0, longest - 1)}…` : text).replaceAll('\0', '\uFFFD').toWellFormed();

const word = (text: string | null | undefined): string | null => (text ? plainText(text, longestWord) : null);

/** A moment that can be one: vendors have sent 0, milliseconds for seconds, and years to come. */
export function plausible(at: Date | undefined, receivedAt: Date): Date | null {
  const time = at?.getTime() ?? NaN;
  return Number.isFinite(time) && time > 0 && time <= receivedAt.getTime() + dayMs ? at! : null;
}

/** The sender under a normalised key, vouched for by the vendor; undefined where the key is none. */
export function arriving(sender: VendorSender): Arriving | undefined {
  const key = normalise(sender.kind, sender.value);
  if (!key.ok) return undefined;
  return {
    kind: key.kind,
    value: key.value,
    display: word(sender.display) ?? key.display,
    name: word(sender.name),
    locale:
      sender.locale && /^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/.test(sender.locale) ? sender.locale.replaceAll('_', '-') : null,
    joins: true,
    ...(sender.proved === false ? { level: 'claimed' } : { level: 'verified', proof: { by: 'vendor' } }),
  };
}

/** Keys the vendor vouches for besides the sender's own, normalised; what is none is left out. */
export function provedKeys(sender: VendorSender): Arriving[] {
  return (sender.proves ?? []).slice(0, 5).flatMap(({ kind, value }) => arriving({ kind, value }) ?? []);
}

interface From {
  inboxId: string;
  channel: Channel;
  externalId: string;
  receivedAt: Date;
}

/** A vendor's message in the one shape of the house; undefined where its sender has no usable key. */
export function inboundOfVendor(message: VendorMessage, from: From): InboundMessage | undefined {
  const sender = arriving(message.from);
  if (!sender) return undefined;
  const content = contentOf(message);
  return {
    inboxId: from.inboxId,
    channel: from.channel,
    from: { ...sender },
    text: plainText(message.text),
    content: Object.keys(content).length > 0 ? content : null,
    externalId: plainText(message.externalId ?? from.externalId, longestWord),
    occurredAt: plausible(message.sentAt, from.receivedAt),
    locale: sender.locale ?? null,
  };
}

function contentOf(message: VendorMessage): Record<string, unknown> {
  const { location, contacts, choice, unsupported, extra, group } = message;
  return {
    ...(location && isPlace(location)
      ? { location: { latitude: location.latitude, longitude: location.longitude, ...named(location) } }
      : {}),
    ...(contacts?.length ? { contacts: contacts.slice(0, mostContacts).map(contactOf) } : {}),
    ...(choice ? { choice: plainText(choice, longestWord) } : {}),
    ...(unsupported ? { unsupported: plainText(unsupported, 100) } : {}),
    ...(group ? { group: plainText(group, longestWord) } : {}),
    ...(extra ? { extra: smallPlain(extra) } : {}),
  };
}

const isPlace = ({ latitude, longitude }: { latitude: number; longitude: number }): boolean =>
  Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;

const named = ({ name, address }: { name?: string; address?: string }): object => ({
  ...(name ? { name: word(name) } : {}),
  ...(address ? { address: word(address) } : {}),
});

const contactOf = ({ name, phones, emails }: { name: string; phones: string[]; emails: string[] }): object => ({
  name: word(name) ?? '',
  phones: phones.slice(0, 10).map((one) => plainText(one, 100)),
  emails: emails.slice(0, 10).map((one) => plainText(one, 320)),
});

/** References that are worth fetching: bounded in number and in length. */
export const mediaOf = (message: Pick<VendorMessage, 'media'>): NonNullable<VendorMessage['media']> =>
  (message.media ?? []).filter(({ reference }) => reference.length > 0 && reference.length <= 8_192).slice(0, mostMedia);

/** Whatever a drawer thought worth keeping, as JSON that can be stored; too much of it is dropped and says so. */
function smallPlain(extra: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(extra, (_key, value: unknown) => (typeof value === 'string' ? plainText(value, 4_096) : value));
  return text.length <= largestExtra ? (JSON.parse(text) as Record<string, unknown>) : { dropped: 'too large to keep' };
}
