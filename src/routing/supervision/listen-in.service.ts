import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import { channelCapabilities } from '../../contracts/channels.js';
import { room } from '../../contracts/events.js';
import type { ListeningView } from '../../contracts/routing-views.js';
import type { ListeningMode } from '../../contracts/words.js';
import { type ConversationRow, lockConversation, moveConversation } from '../../conversations/conversations.repository.js';
import { SendMessage } from '../../conversations/send-message.service.js';
import { usualChannel } from '../../conversations/usual-channel.js';
import { Database } from '../../platform/database/database.js';
import { type Scope, systemActor } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type Act, lockForAct } from '../work/lock-for-act.js';
import { joinedText } from './joined-texts.js';
import { comingsTold, customerTold, listeningInVain, modeOf, setMode } from './listeners.queries.js';

type Mode = ListeningMode | 'off';

/** Whether the agent sees that they are there, and whether the customer does. */
const seenByAgent = (mode: Mode): boolean => mode === 'whisper' || mode === 'barge';

/**
 * A supervisor beside a conversation of their queues. To monitor is seen by nobody but the audit log; whoever whispers is
 * seen by the agent, whoever barges in by the customer too. Its agent keeps the conversation in every mode.
 */
@Injectable()
export class ListenIn implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly messages: SendMessage,
    private readonly audit: Audit,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('listening in vain', () => this.endInVain());
  }

  /** Errors: as `lockForAct`; `illegal_move` (closed); `conflict` (the caller holds it). A repeat changes nothing. */
  async execute(act: Act & { mode: Mode }): Promise<ListeningView> {
    const { by, conversationId, mode } = act;
    return this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(by) };
      const row = await lockForAct(tx, act, 'supervisor');
      if (mode !== 'off') assertOther(row, by);
      const before = await modeOf(tx, row.id, by.id);
      if (before === mode && mode === 'off') return { conversationId, mode, since: null, customerTold: false };
      const since = await this.change(scope, row, by, { before, mode, told: true, reason: act.reason });
      const told = mode === 'barge' && (await customerTold(tx, conversationId, by.id));
      return { conversationId, mode, since: since?.toISOString() ?? null, customerTold: told };
    });
  }

  private async change(
    scope: Scope,
    row: ConversationRow,
    who: { id: string; name: string },
    { before, mode, told, reason }: { before: Mode; mode: Mode; told: boolean; reason?: string },
  ): Promise<Date | null> {
    const since = await setMode(scope.tx, row.id, who.id, mode);
    if (before === mode) return since;
    if (seenByAgent(before) || seenByAgent(mode))
      await moveConversation(scope, this.outbox, row, {
        change: seenByAgent(mode) ? 'joined' : 'left',
        changes: {},
        data: { agentId: who.id, mode },
      });
    if (told && (mode === 'barge' || before === 'barge')) await this.tell(scope, row, mode === 'barge' ? 'joined' : 'left', who);
    await this.outbox.add(scope.tx, {
      type: 'supervision.changed',
      payload: { agentId: who.id, conversationId: row.id, listening: mode !== 'off' },
      rooms: [room.agent(who.id)],
    });
    const data = { agentId: who.id, from: before, to: mode, reason: reason ?? null };
    await this.audit.write(scope, { action: 'conversation.listening', subjectType: 'conversation', subjectId: row.id, data });
    return since;
  }

  /**
   * Who comes and goes again and again is not told each time: the second time they leave within ten minutes nothing is said, and
   * nothing when they are back. The customer never reads too little of who is there, only for a while too much.
   */
  private async tell(
    scope: Scope,
    row: ConversationRow,
    what: 'joined' | 'left',
    who: { id: string; name: string },
  ): Promise<void> {
    const { isIn, lately } = await comingsTold(scope.tx, row.id, who.id);
    if (what === 'joined' ? isIn : isIn && lately > 1) return;
    await this.tellCustomer(scope, row, what, who.name);
  }

  /**
   * Where the customer looks at the thread they read it there, during a call too: a call from a page has its chat beside it.
   * Nobody is sent a mail or a text message to be told who reads along.
   */
  private async tellCustomer(scope: Scope, row: ConversationRow, what: 'joined' | 'left', name: string): Promise<void> {
    const channel = await usualChannel(scope.tx, row);
    const live = channelCapabilities[channel]?.sendsOut === false && row.status !== 'closed';
    const text = joinedText(what, name, row.language);
    const said = { conversationId: row.id, text, content: { [what]: true } };
    if (!live) return void (await this.messages.send(scope, { ...said, kind: 'note' }));
    await this.messages.send(scope, { ...said, kind: 'system' }).catch((error: unknown) => {
      // A customer who was never reached on this channel: colleagues read it all the same.
      if (!(error instanceof Refusal)) throw error;
      return this.messages.send(scope, { ...said, kind: 'note' });
    });
  }

  /** Ends what has become pointless or is no longer theirs to hear. */
  private async endInVain(): Promise<void> {
    for (const { conversation_id, agent_id, name } of await listeningInVain(this.db))
      await this.db
        .transaction(async (tx) => {
          const row = (await lockConversation(tx, conversation_id, 'take'))?.conversation;
          if (!row) return;
          const before = await modeOf(tx, conversation_id, agent_id);
          if (before === 'off') return;
          const told = row.status !== 'closed' && row.assignee_id !== agent_id;
          await this.change({ tx, actor: systemActor }, row, { id: agent_id, name }, { before, mode: 'off', told });
        })
        .catch((error: unknown) => this.log.error({ err: error, conversation_id }, 'listening could not be ended'));
  }
}

function assertOther(row: ConversationRow, by: Principal): void {
  if (row.status === 'closed')
    throw new Refusal('illegal_move', 'The conversation is closed.', { conversationStatus: row.status });
  if (row.status === 'assigned' && row.assignee_id === by.id)
    throw new Refusal('conflict', 'You hold this conversation yourself.', { translations: { zh: '这个会话就在您手上。' } });
}
