import type { ImapFlow, MailboxObject, SearchObject } from 'imapflow';
import type { Sql } from '../../../platform/database/tx.js';
import type { MailboxAccount } from './mailbox-account.js';
import { advanceTo, beginAt, type MailboxCursor } from './mailboxes.repository.js';
import { leftBehind } from './left-behind.js';

export interface ReadingRoom {
  sql: Sql;
  client: ImapFlow;
  inboxId: string;
  account: MailboxAccount;
  maxMailBytes: number;
  /** Resolves when all of them are committed. */
  store(raws: Buffer[]): Promise<unknown>;
  /** Large mails of several mailboxes do not come into memory at once. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** False where the lead was lost or the settings changed: what is done so far is kept, the rest is the next one's. */
  goOn(): boolean;
}

export interface Reading {
  taken: number;
  warning: string | null;
}

interface Listed {
  uid: number;
  size: number;
}

const dayMs = 86_400_000;
const listedAtOnce = 500;
const mailsAtOnce = 50;
const bytesAtOnce = 4 * 1024 * 1024;

/** Puts the cursor to this mailbox: where to begin at the first meeting, and again where its numbers were given anew. */
export async function settleCursor(
  sql: Sql,
  room: { inboxId: string; account: MailboxAccount; mailbox: MailboxObject },
  known: MailboxCursor,
): Promise<MailboxCursor> {
  const uidValidity = String(room.mailbox.uidValidity);
  if (known.uidValidity === uidValidity) return known;
  const last = Math.max(0, (room.mailbox.uidNext || 1) - 1);
  const first = known.uidValidity === null;
  // New numbers: what was taken since the beginning is met again, and known again by its Message-ID and bytes.
  const lastUid = first && room.account.begin === 'now' ? last : 0;
  const cursor = { uidValidity, lastUid, backlogUntil: last };
  await beginAt(sql, room.inboxId, cursor);
  return { ...cursor, begunAt: known.begunAt };
}

/**
 * Takes all that is new, oldest first. For each batch the order is: bytes committed here, then marked there, then the cursor
 * moved on; whatever breaks in between, the batch comes again and its rows are found to be there.
 */
export async function readMailbox(room: ReadingRoom, cursor: MailboxCursor): Promise<Reading> {
  const reading: Reading = { taken: 0, warning: null };
  const backlog = cursor.lastUid < cursor.backlogUntil ? await searchBacklog(room, cursor) : [];
  const fresh = await search(room, { uid: `${Math.max(cursor.lastUid, cursor.backlogUntil) + 1}:*`, deleted: false });
  // `n:*` always names the last mail, however far n is beyond it.
  const uids = [...backlog, ...fresh.filter((uid) => uid > Math.max(cursor.lastUid, cursor.backlogUntil))];
  for (let start = 0; start < uids.length && room.goOn(); start += listedAtOnce) {
    const listed = await list(room, uids.slice(start, start + listedAtOnce), cursor);
    for (const batch of inBatches(listed)) {
      if (!room.goOn()) return reading;
      await room.inTurn(() => take(room, cursor, batch, reading));
    }
  }
  // What was passed over is done with too, or it would be looked for again at every poll.
  const end = Math.max(cursor.backlogUntil, uids.at(-1) ?? 0);
  if (room.goOn() && end > cursor.lastUid) await advanceTo(room.sql, room.inboxId, cursor.uidValidity!, end, false);
  return reading;
}

/** Of mail that was there before the cursor: what nobody read, where that was asked for, and what came since we began. */
async function searchBacklog(room: ReadingRoom, cursor: MailboxCursor): Promise<number[]> {
  const range = { uid: `${cursor.lastUid + 1}:${cursor.backlogUntil}`, deleted: false };
  // A day earlier: servers that count in seconds refuse an interval of none. What is too old is left out of the list.
  const since = { since: new Date(cursor.begunAt.getTime() - dayMs) };
  const query = room.account.begin === 'unseen' ? { ...range, or: [{ seen: false }, since] } : { ...range, ...since };
  return (await search(room, query)).filter((uid) => uid > cursor.lastUid && uid <= cursor.backlogUntil);
}

async function search({ client }: ReadingRoom, query: SearchObject): Promise<number[]> {
  const found = await client.search(query, { uid: true });
  if (!Array.isArray(found)) throw new Error('the server refused to search');
  return [...found].sort((a, b) => a - b);
}

async function list({ client, account }: ReadingRoom, uids: number[], cursor: MailboxCursor): Promise<Listed[]> {
  const wanted = { uid: true, size: true, internalDate: true, flags: true } as const;
  const mails = await client.fetchAll(uids.join(','), wanted, { uid: true });
  const isTaken = (mail: (typeof mails)[number]): boolean => {
    if (mail.uid > cursor.backlogUntil) return true;
    // SINCE knows whole days only, in the server's own zone.
    const came = mail.internalDate ? new Date(mail.internalDate).getTime() : Infinity;
    // The server's dates have no fractions of a second.
    return (
      came >= Math.floor(cursor.begunAt.getTime() / 1000) * 1000 || (account.begin === 'unseen' && !mail.flags?.has('\\Seen'))
    );
  };
  return mails
    .filter(isTaken)
    .map(({ uid, size }) => ({ uid, size: size ?? 0 }))
    .sort((a, b) => a.uid - b.uid);
}

function* inBatches(listed: Listed[]): Generator<Listed[]> {
  let batch: Listed[] = [];
  let bytes = 0;
  for (const mail of listed) {
    if (batch.length > 0 && (batch.length >= mailsAtOnce || bytes + mail.size > bytesAtOnce)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(mail);
    bytes += mail.size;
  }
  if (batch.length > 0) yield batch;
}

async function take(room: ReadingRoom, cursor: MailboxCursor, batch: Listed[], reading: Reading): Promise<void> {
  const small = batch.filter(({ size }) => size <= room.maxMailBytes).map(({ uid }) => uid);
  const fetched =
    small.length === 0 ? [] : await room.client.fetchAll(small.join(','), { uid: true, source: true }, { uid: true });
  const mails = new Map(fetched.flatMap(({ uid, source }) => (source && source.length > 0 ? [[uid, source] as const] : [])));
  const raws: Buffer[] = [];
  const done: number[] = [];
  for (const { uid, size } of batch) {
    const raw = mails.get(uid);
    if (raw && raw.length <= room.maxMailBytes) done.push(uid);
    // A mail that is missing was removed by somebody meanwhile; one that is too large stays there, and the thread says so.
    if (raw && raw.length <= room.maxMailBytes) raws.push(raw);
    else if (raw || size > room.maxMailBytes) raws.push(await noticeOf(room, uid, raw?.length ?? size));
  }
  if (raws.length > 0) await room.store(raws);
  if (done.length > 0 && !(await mark(room, done))) reading.warning = warningOf(room.account);
  await advanceTo(room.sql, room.inboxId, cursor.uidValidity!, batch.at(-1)!.uid, raws.length > 0);
  reading.taken += raws.length;
}

async function noticeOf({ client, maxMailBytes }: ReadingRoom, uid: number, size: number): Promise<Buffer> {
  const mail = await client.fetchOne(uid, { uid: true, headers: true }, { uid: true });
  return leftBehind((mail && mail.headers) || Buffer.alloc(0), size, maxMailBytes);
}

/** False where the server said no; a connection that broke throws, so that the batch comes again. */
async function mark({ client, account, ...room }: ReadingRoom, uids: number[]): Promise<boolean> {
  const range = uids.join(',');
  const marked = await act(client, account, range).catch(() => false);
  if (!client.usable) throw new Error(`the connection broke while mail of ${room.inboxId} was marked`);
  return Boolean(marked);
}

async function act(client: ImapFlow, { after, moveTo }: MailboxAccount, range: string): Promise<unknown> {
  if (after === 'delete') return client.messageDelete(range, { uid: true });
  if (after === 'move' && moveTo) return client.messageMove(range, moveTo, { uid: true });
  return client.messageFlagsAdd(range, ['\\Seen'], { uid: true });
}

const warningOf = ({ after, moveTo }: MailboxAccount): string =>
  after === 'move'
    ? `Mail cannot be moved to ${moveTo}: it is taken in and stays where it is.`
    : `Mail cannot be ${after === 'delete' ? 'deleted' : 'marked as seen'}: it is taken in and stays as it is.`;
