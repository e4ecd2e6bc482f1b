import { idOf, type Json, objectOf, objectsOf } from './json-reading.js';
import { type CutEvent } from './meta-webhook.js';

/** The people a `value` names, and the one an event is of: WhatsApp keeps names beside the messages, not in them. */
const contactOf = (value: Json, event: Json): Json | undefined => {
  const ids = new Set([event['from'], event['from_user_id'], event['recipient_id'], event['recipient_user_id']].map(idOf));
  const contacts = objectsOf(value['contacts'], Infinity);
  const named = (contact: Json): boolean =>
    [contact['wa_id'], contact['user_id']].some((id) => idOf(id) !== undefined && ids.has(idOf(id)));
  // The one who hides the number is named by no id in some events; a call about one person can mean nobody else.
  return contacts.find(named) ?? (contacts.length === 1 ? contacts[0] : undefined);
};

/** Phone number before the id that is only this business's: as the identity is chosen too. */
const customerOf = (event: Json): string | undefined =>
  idOf(event['from']) ?? idOf(event['from_user_id']) ?? idOf(event['recipient_id']) ?? idOf(event['recipient_user_id']);

/** A status has no id of its own: the same message is told of several times, each time once. */
function statusId(status: Json): string | undefined {
  const parts = [status['id'], status['status'], status['timestamp']].map(idOf);
  return parts.every((part) => part !== undefined) ? parts.join(':') : undefined;
}

/** Cuts one entry into its events, each in a call of its own that carries only what belongs to it. */
export function cutWhatsappEntry(entry: Json, object: string): CutEvent[] {
  return objectsOf(entry['changes'], Infinity).flatMap((change) => cutChange(change, { id: entry['id'], object }));
}

function cutChange(change: Json, { id, object }: { id: unknown; object: string }): CutEvent[] {
  const value = objectOf(change['value']) ?? {};
  const { messages, statuses, message_echoes: echoes, contacts: _contacts, ...rest } = value;
  const alone = (part: Json): Json => ({ object, entry: [{ id, changes: [{ ...change, value: { ...rest, ...part } }] }] });
  const withContact = (event: Json): Json => {
    const contact = contactOf(value, event);
    return contact ? { contacts: [contact] } : {};
  };
  const events: CutEvent[] = [
    ...objectsOf(messages, Infinity).map((message) => ({
      id: idOf(message['id']),
      customer: customerOf(message),
      call: alone({ ...withContact(message), messages: [message] }),
    })),
    ...objectsOf(statuses, Infinity).map((status) => ({
      id: statusId(status),
      customer: customerOf(status),
      call: alone({ ...withContact(status), statuses: [status] }),
    })),
    ...objectsOf(echoes, Infinity).map((echo) => ({
      id: idOf(echo['id']),
      customer: idOf(echo['to']) ?? idOf(echo['to_user_id']),
      call: alone({ message_echoes: [echo] }),
    })),
  ];
  return events.length > 0 ? events : [{ id: undefined, customer: undefined, call: alone({}) }];
}
