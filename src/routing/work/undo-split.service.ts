import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf } from '../../accounts/principal.js';
import type { ConversationView } from '../../contracts/views.js';
import { conversationViews } from '../../conversations/conversations.queries.js';
import { type ConversationRow, lockConversation, moveConversation } from '../../conversations/conversations.repository.js';
import { readAnew } from '../../conversations/read-anew.js';
import { rejoinMessages } from '../../conversations/rejoin-messages.js';
import { rootOf } from '../../customers/customers.repository.js';
import { Database } from '../../platform/database/database.js';
import type { Scope, Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { endWork } from './end-work.js';
import { type Act, lockForAct, mayAct, statusAfter } from './lock-for-act.js';
import { loadIn, putInLine, roomFor } from './place-conversation.js';

/** The outcome of a conversation that never was one. */
const rejoined = 'rejoined';

/**
 * Takes a split back, also after new messages: whatever was said in the conversation that was split off goes to the one it came
 * from, which counts as if there had been no other: who spoke last, who waits for an answer and since when, its clocks. It stays
 * with whoever holds it. The one that was split off ends without wrap-up and stays on record, closed as `rejoined`.
 * What ended, or lies with somebody else, is left alone.
 * Errors: as `lockForAct`; `illegal_move` (no split by hand, undone already, one of the two is closed, a call goes on);
 * `conflict` (its customer is another one since); `forbidden` (the other one is somebody else's).
 */
@Injectable()
export class UndoSplit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** @returns the conversation in which it goes on. */
  async execute(act: Act): Promise<ConversationView> {
    const id = await this.db.transaction((tx) => this.undo({ tx, actor: actorOf(act.by) }, act));
    return (await conversationViews(this.db, [id]))[0]!;
  }

  private async undo(scope: Scope, act: Act): Promise<string> {
    const { tx } = scope;
    const split = await lockForAct(tx, act, 'holder');
    await refuseUnlessUndoable(tx, split);
    const { into, rootId } = await lockOrigin(tx, split, act);
    const { count, first } = await rejoinMessages(scope, this.outbox, { from: split, into, rootId });
    await this.passOn(scope, split.id, into.id);
    await tx.run('UPDATE conversations SET rejoined_at = app_now() WHERE id = $1', [split.id]);
    const held = await endWork(scope, this.outbox, await readAnew(scope, split), rejoined, { into: into.id }, rejoined);
    const after = await moveConversation(scope, this.outbox, await readAnew(scope, into, { putInFrom: first }), {
      change: 'rejoined',
      changes: {},
      data: { splitId: split.id, messages: count },
    });
    if (count > 0) await this.wake(scope, after);
    const data = { splitId: split.id, messages: count, agentId: held, reason: act.reason ?? null };
    await this.audit.write(scope, { action: 'conversation.split_undone', subjectType: 'conversation', subjectId: into.id, data });
    return into.id;
  }

  /** What was split off from the split comes from where that came from. */
  private async passOn(scope: Scope, fromId: string, intoId: string): Promise<void> {
    const rows = await scope.tx.query<{ id: string }>(
      'UPDATE conversations SET split_from_id = $2 WHERE split_from_id = $1 RETURNING id',
      [fromId, intoId],
    );
    for (const { id } of rows) {
      const { conversation } = (await lockConversation(scope.tx, id))!;
      await moveConversation(scope, this.outbox, conversation, { change: 'edited', changes: {}, data: { splitFromId: intoId } });
    }
  }

  /** Where the customer wrote into the split meanwhile they are unanswered now in a conversation that sleeps. */
  private async wake(scope: Scope, row: ConversationRow): Promise<void> {
    if (row.status !== 'snoozed' || !row.unanswered_since) return;
    const data = { because: rejoined };
    if (!row.assignee_id) {
      const lining = { event: 'woken', change: 'woken', endReason: 'woken', waitingSince: row.unanswered_since } as const;
      return void (await putInLine(scope, this.outbox, row, { ...lining, data }));
    }
    // Its owner's again over the limit, if need be: as when the customer writes to it.
    await roomFor(scope.tx, row.assignee_id, await loadIn(scope.tx, row.queue_id, row.channel), 'returning');
    const status = statusAfter(statusAfter(row.status, 'woken'), 'assigned');
    await moveConversation(scope, this.outbox, row, { change: 'woken', changes: { status, snoozed_until: null }, data });
  }
}

async function refuseUnlessUndoable(tx: Tx, split: ConversationRow): Promise<void> {
  if (split.rejoined_at) throw refused(split, 'This split was undone already.', '这次拆分已经撤销过了。');
  if (!split.split_from_id)
    throw refused(split, 'This conversation was not split off from another one.', '这个会话不是从别的会话拆分出来的。');
  const merges = await tx.query('SELECT 1 FROM merge_splits WHERE conversation_id = $1', [split.id]);
  if (merges.length > 0)
    throw refused(split, 'A merge of two customers split it off; undo the merge.', '它是合并客户时拆分出来的，请撤销那次合并。');
  if (split.status === 'closed')
    throw refused(
      split,
      'What was split off is closed: what was done there stands. Reopen it to put it back.',
      '拆分出的会话已关闭，其中的处理予以保留。如要并回，请先重新打开它。',
    );
  if (split.live_call_id)
    throw refused(
      split,
      'There is a call going on in it; put it back when that has ended.',
      '其中有通话正在进行，请在通话结束后再并回。',
    );
}

/** Under the lock of the thread, which both are in: nobody holds the other one and waits for this one. */
async function lockOrigin(tx: Tx, split: ConversationRow, { by }: Act): Promise<{ into: ConversationRow; rootId: string }> {
  const originId = split.split_from_id!;
  const [found] = await tx.query<{ customer_id: string }>('SELECT customer_id FROM conversations WHERE id = $1', [originId]);
  const rootId = await rootOf(tx, split.customer_id);
  // Of a merge that was undone since each side has one of the two.
  if (!found || (await rootOf(tx, found.customer_id)) !== rootId)
    throw new Refusal('conflict', 'What it was split off from is a conversation with another customer now.', {
      translations: { zh: '原会话现在属于另一位客户。' },
    });
  const into = (await lockConversation(tx, originId))!.conversation;
  if (into.status === 'closed')
    throw refused(
      into,
      'What it was split off from is closed; reopen that one first, or go on here.',
      '原会话已关闭，请先重新打开原会话，或在此继续。',
    );
  if (!(await mayAct(tx, by, into, 'holder')))
    throw new Refusal(
      'forbidden',
      'What it was split off from is held by somebody else; they, or a supervisor, can put it back.',
    );
  return { into, rootId };
}

const refused = ({ status }: ConversationRow, detail: string, zh: string): Refusal =>
  new Refusal('illegal_move', detail, { conversationStatus: status, translations: { zh } });
