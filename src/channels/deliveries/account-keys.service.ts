import { Injectable } from '@nestjs/common';
import { lockKey } from '../../customers/customers.repository.js';
import type { Sql } from '../../platform/database/tx.js';
import type { VendorEvent, VendorSender } from '../drawers/drawer.js';
import type { Connected } from '../inboxes/connections.service.js';
import { InboxesQueries } from '../inboxes/inboxes.queries.js';
import { arriving } from './vendor-message.js';

/**
 * Whom a vendor means where its ids hold for one account alone: the same id at another account is somebody else. A key stands
 * plain for the account that brought it first; at every other account it has that account before it.
 */
@Injectable()
export class AccountKeys {
  constructor(private readonly inboxes: InboxesQueries) {}

  /** The event with its person under the key that is theirs here. */
  async keyed(sql: Sql, connected: Connected, event: VendorEvent): Promise<VendorEvent> {
    const { account } = connected.drawer;
    if (!account) return event;
    const accounts = new Map<string, string>();
    for (const { id, settings } of await this.inboxes.everOfChannel(connected.inbox.channel)) accounts.set(id, account(settings));
    if (new Set(accounts.values()).size < 2) return event;
    const own = account(connected.inbox.settings);
    const ownInboxes = [...accounts].flatMap(([id, name]) => (name === own ? [id] : []));
    const keyed = (sender: VendorSender): Promise<VendorSender> => keyedSender(sql, sender, own, ownInboxes);
    if (event.outcome === 'message') return { ...event, message: { ...event.message, from: await keyed(event.message.from) } };
    if (event.outcome === 'change') return { ...event, change: { ...event.change, from: await keyed(event.change.from) } };
    if (event.outcome === 'read') return { ...event, from: await keyed(event.from) };
    return event.outcome === 'echo' ? { ...event, to: await keyed(event.to) } : event;
  }
}

async function keyedSender(sql: Sql, sender: VendorSender, account: string, ownInboxes: string[]): Promise<VendorSender> {
  const plain = arriving(sender);
  if (!plain) return sender;
  const value = `${account}:${plain.value}`;
  // Held until commit: of two accounts that bring one id at the same moment, the second one sees what the first has made of it.
  await lockKey(sql, plain.kind, plain.value);
  const [found] = await sql.query<{ apart: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM identities WHERE kind = $1 AND value = $3) OR EXISTS (
       SELECT 1 FROM identities i WHERE i.kind = $1 AND i.value = $2
         AND EXISTS (SELECT 1 FROM messages m WHERE m.customer_id = i.customer_id AND m.identity_id = i.id AND m.direction = 'in')
         AND NOT EXISTS (SELECT 1 FROM messages m
           WHERE m.customer_id = i.customer_id AND m.identity_id = i.id AND m.direction = 'in' AND m.inbox_id = ANY($4::uuid[]))) AS apart`,
    [plain.kind, plain.value, value, ownInboxes],
  );
  return found?.apart ? { ...sender, value, display: sender.display ?? plain.display ?? plain.value } : sender;
}
