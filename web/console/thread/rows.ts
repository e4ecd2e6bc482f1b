import type { MessageView } from '../../../src/contracts/views.js';
import type { Pending } from '../live/desk.js';

export interface MessageRow {
  kind: 'message';
  key: string;
  message: MessageView;
  /** Said by the same person on the same channel shortly after the row before: the name stands there already. */
  follows: boolean;
  /** The channel is another one than that of what was said before. */
  changesChannel: boolean;
  /** Of another conversation than the one that is open. */
  isOther: boolean;
  /** How it was delivered is worth a line of its own. */
  showsDelivery: boolean;
}

export type Row =
  | { kind: 'start'; key: string; conversationId: string; at: string; isOther: boolean }
  | { kind: 'day'; key: string; at: string }
  | { kind: 'event'; key: string; message: MessageView }
  | { kind: 'call'; key: string; message: MessageView }
  | MessageRow
  | { kind: 'pending'; key: string; pending: Pending };

const FOLLOWS_MS = 120_000;

/** A row keeps its key from the moment it is sent to when the server has it, so that it is not drawn anew. */
const writtenKey = (agentId: string, clientId: string): string => `${agentId} ${clientId}`;

/**
 * A thread as rows, oldest first: what was said, a line where a conversation or a day begins, and at the end what is still on
 * its way from here. As long as earlier messages are yet to be read nothing is said to begin with the first one that is here:
 * that line would be untrue, and the reader's place, which hangs on the first row, would go with it.
 */
export function rowsOf(
  messages: readonly MessageView[],
  pending: readonly Pending[],
  open: { conversationId: string; agentId: string; isWhole: boolean },
): Row[] {
  const rows: Row[] = [];
  let before: MessageView | null = null;
  let spoken: MessageView | null = null;
  let last: MessageRow | null = null;
  for (const message of messages) {
    const isOther = message.conversationId !== open.conversationId;
    const startsConversation = before?.conversationId !== message.conversationId;
    if (startsConversation && (before || open.isWhole))
      rows.push({
        kind: 'start',
        key: `start ${message.id}`,
        conversationId: message.conversationId,
        at: message.createdAt,
        isOther,
      });
    else if (before && momentOf(before).day !== momentOf(message).day)
      rows.push({ kind: 'day', key: `day ${message.id}`, at: message.createdAt });
    if (message.kind === 'event' || message.kind === 'call') {
      rows.push({ kind: message.kind, key: message.id, message });
      last = null;
    } else {
      const follows: boolean = last !== null && rows.at(-1) === last && isSameSpeaker(last.message, message);
      // Only the last of several in a row says how it was delivered, unless theirs differ.
      if (follows && last && last.message.delivery.state === message.delivery.state) last.showsDelivery = isTrouble(last.message);
      last = {
        kind: 'message',
        key:
          message.clientId && message.author.id && message.direction !== 'in'
            ? writtenKey(message.author.id, message.clientId)
            : message.id,
        message,
        follows,
        changesChannel: message.kind !== 'note' && (startsConversation || spoken?.channel !== message.channel),
        isOther,
        showsDelivery: message.direction === 'out',
      };
      rows.push(last);
      if (message.kind !== 'note') spoken = message;
    }
    before = message;
  }
  for (const one of pending)
    if (one.conversationId === open.conversationId)
      rows.push({ kind: 'pending', key: writtenKey(open.agentId, one.clientId), pending: one });
  return rows;
}

function isTrouble({ direction, delivery }: MessageView): boolean {
  return direction === 'out' && (delivery.state === 'failed' || delivery.state === 'pending');
}

function isSameSpeaker(before: MessageView, message: MessageView): boolean {
  return (
    before.conversationId === message.conversationId &&
    before.kind === message.kind &&
    before.channel === message.channel &&
    before.direction === message.direction &&
    before.author.type === message.author.type &&
    before.author.id === message.author.id &&
    momentOf(message).ms - momentOf(before).ms < FOLLOWS_MS
  );
}

/** When a message was said, read once: a thread of thousands is made into rows anew with each one that comes. */
const moments = new WeakMap<MessageView, { ms: number; day: number }>();

/** The day is that of the reader's own time zone. */
function momentOf(message: MessageView): { ms: number; day: number } {
  const known = moments.get(message);
  if (known) return known;
  const at = new Date(message.createdAt);
  const made = { ms: at.getTime(), day: at.getFullYear() * 400 + at.getMonth() * 32 + at.getDate() };
  moments.set(message, made);
  return made;
}

/** The id of the message a row is about; null for lines and for what is still on its way. */
export function messageIdOf(row: Row | undefined): string | null {
  return row && 'message' in row ? row.message.id : null;
}

/** Lines between messages are passed over by the arrow keys. */
export function isWalked(row: Row | undefined): boolean {
  return row !== undefined && row.kind !== 'start' && row.kind !== 'day';
}
