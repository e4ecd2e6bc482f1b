import type { CallItem } from '../../../contracts/calls.js';
import type { WidgetAttachmentView, WidgetMessageView } from '../../../contracts/views.js';
import type { ActorType, Channel, DeliveryState, Direction, MessageKind } from '../../../contracts/words.js';
import { attachmentViews, type ShownAttachment } from '../../../conversations/attachments/shown-attachments.js';
import type { SignedLinks } from '../../../platform/storage/signed-links.js';

/** Exactly the columns that the view is made of; what is not read cannot leak. */
export interface WidgetMessageRow {
  id: string;
  seq: string | number;
  rev: string | number;
  direction: Direction;
  kind: MessageKind;
  channel: Channel;
  author_type: ActorType;
  agent_name: string | null;
  text: string;
  attachments: ShownAttachment[] | null;
  client_id: string | null;
  delivery_state: DeliveryState;
  created_at: Date;
  /** Of the item of a call, what it says. */
  call_item?: CallItem | null;
}

/** SQL for the row above, over `messages m` left-joined with `agents a`. */
export const widgetMessageColumns = `m.id, m.seq, m.rev, m.direction, m.kind, m.channel, m.author_type, a.name AS agent_name, m.text, m.attachments,
  m.client_id, m.delivery_state, m.created_at, CASE WHEN m.kind = 'call' THEN m.content END AS call_item`;

export const widgetMessageJoin = `LEFT JOIN agents a ON m.author_type = 'agent' AND a.id = m.author_id`;

/**
 * What a customer may see at all: texts in and out, and what Throughline itself says to them. Events that came in
 * (auto-replies, bounces) are left out: they quote addresses and servers of ours.
 */
export const visibleToCustomer = `((m.kind = 'text' AND m.direction IN ('in', 'out')) OR (m.kind = 'call' AND m.direction IN ('in', 'out') AND m.content ? 'callId') OR (m.kind = 'event' AND m.direction = 'out'))`;

/**
 * The whitelist: every field of the view is named and made here, from a row that was itself read by name.
 * @returns undefined for whatever a customer must never see, whoever asked for it.
 */
export function widgetMessageView(row: WidgetMessageRow, links: SignedLinks): WidgetMessageView | undefined {
  const { direction, kind } = row;
  if (
    direction === 'internal' ||
    (kind !== 'text' && kind !== 'event' && kind !== 'call') ||
    (kind === 'event' && direction === 'in')
  )
    return undefined;
  // Of a call they see that it was and how long: what was written down or recorded of it is for agents.
  const isCall = kind === 'call';
  if (isCall && !row.call_item) return undefined;
  return {
    id: row.id,
    seq: Number(row.seq),
    rev: Number(row.rev),
    direction,
    kind,
    channel: row.channel,
    author: authorOf(row),
    text: isCall ? '' : row.text,
    attachments: isCall ? [] : attachmentViews(row.attachments, links).map(shownFile),
    // Client ids of agents are nobody else's business.
    clientId: direction === 'in' ? row.client_id : null,
    delivery: { state: row.delivery_state },
    ...(row.call_item ? { call: callOf(row.call_item) } : {}),
    createdAt: row.created_at.toISOString(),
  };
}

/** What a file is and where it can be read; why we refused one is for agents. */
export function shownFile(file: WidgetAttachmentView): WidgetAttachmentView {
  const { name, contentType, sizeBytes, inline, kind, state, width, height, url, thumbnailUrl } = file;
  return {
    ...{ name, contentType, sizeBytes, inline },
    ...(kind ? { kind } : {}),
    ...(state ? { state } : {}),
    ...(width && height ? { width, height } : {}),
    ...(url ? { url } : {}),
    ...(thumbnailUrl ? { thumbnailUrl } : {}),
  };
}

/** Who was talked to, by the name customers know; who was merely rung is nobody's business. */
function callOf({ callId, state, outcome, durationMs, agentName }: CallItem): CallItem {
  const spoke = state === 'talking' || state === 'held' || durationMs !== null;
  return { callId, state, outcome, durationMs, agentName: spoke ? firstName(agentName) : null };
}

function authorOf(row: WidgetMessageRow): WidgetMessageView['author'] {
  if (row.direction === 'in') return { type: 'customer', name: null };
  if (row.author_type === 'agent') return { type: 'agent', name: firstName(row.agent_name) };
  return { type: 'system', name: null };
}

/** How an agent is called in front of customers: the first name, and never anything that is an address. */
export function firstName(name: string | null): string | null {
  const first = name?.trim().split(/\s+/)[0];
  return first && !first.includes('@') ? first : null;
}
