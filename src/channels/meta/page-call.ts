import { idOf, type Json, objectOf, objectsOf } from './json-reading.js';
import { type CutEvent, sha256 } from './meta-webhook.js';

/**
 * Cuts one entry of a page or of an Instagram account into its events. `standby` carries what another app answers to, and
 * `changes` everything that is no conversation, save for Instagram's newer calls, whose messages come as changes.
 */
export function cutPageEntry(entry: Json, object: string): CutEvent[] {
  const { messaging, standby, changes, ...rest } = entry;
  const alone = (part: Json): Json => ({ object, entry: [{ ...rest, ...part }] });
  return [
    ...objectsOf(messaging, Infinity).map((event) => cutEvent(event, alone({ messaging: [event] }))),
    ...objectsOf(standby, Infinity).map((event) => ({ ...cutEvent(event, alone({ standby: [event] })), id: undefined })),
    ...objectsOf(changes, Infinity).map((change) => {
      const value = objectOf(change['value']);
      return value?.['sender'] && value['recipient']
        ? cutEvent(value, alone({ messaging: [value] }))
        : { id: undefined, customer: undefined, call: alone({ changes: [change] }) };
    }),
  ];
}

function cutEvent(event: Json, call: Json): CutEvent {
  const message = objectOf(event['message']);
  const sender = idOf(objectOf(event['sender'])?.['id']);
  const recipient = idOf(objectOf(event['recipient'])?.['id']);
  const customer = message?.['is_echo'] === true ? recipient : sender;
  return { id: eventId(event, customer ?? ''), customer, call };
}

/**
 * A message brings its id. What is about a message names the same id, so what happened is added to it; a delivery or a
 * reading has none, and is known by whose it is and how far it goes.
 */
function eventId(event: Json, customer: string): string | undefined {
  const part = (name: string): Json | undefined => objectOf(event[name]);
  const message = part('message');
  const edit = part('message_edit');
  const reaction = part('reaction');
  const read = part('read');
  const delivery = part('delivery');
  const at = idOf(event['timestamp']) ?? '';
  const named = (kind: string, id: unknown, more: unknown): string | undefined =>
    idOf(id) ? `${idOf(id)}:${kind}:${idOf(more) ?? ''}` : undefined;
  if (message) return message['is_deleted'] === true ? named('deleted', message['mid'], '') : idOf(message['mid']);
  if (edit) return named('edit', edit['mid'], edit['num_edit'] ?? at);
  if (reaction) return named('reaction', reaction['mid'], `${customer}:${at}`);
  if (read) return named('read', read['mid'] ?? read['watermark'], customer);
  if (delivery) return named('delivery', delivery['watermark'], `${customer}:${sha256(JSON.stringify(delivery)).slice(0, 16)}`);
  return idOf(part('postback')?.['mid']);
}
