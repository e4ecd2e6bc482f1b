import { Injectable } from '@nestjs/common';
import { textIn } from '../../../core/ivr/tree.js';
import type { IvrEvent } from '../../../core/ivr/walk.js';
import { RecordFacts } from '../../../customers/record-facts.service.js';
import { Database } from '../../../platform/database/database.js';
import { type Scope, type Sql, systemActor } from '../../../platform/database/tx.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { type CallRow, findCall, lockCall, type LockedCall, noteCall } from '../../calls/calls.repository.js';
import { type Decided, type NextStep, nextStep } from './next-step.js';
import type { VoiceInbox } from '../voice-inboxes.js';
import { keepDecision, type LineRow } from '../lines/voice-lines.repository.js';
import { noteInThread } from '../lines/voice-note.js';
import { voiceTexts } from '../saying/voice-texts.js';

/** What came with the webhook. */
export interface CallerInput {
  digits: string;
  speech: string;
  /** They have hung up. */
  gone: boolean;
}

/** Says what a webhook comes to and writes it down with everything that is worth keeping of it, before anything is done. */
@Injectable()
export class DecideStep {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly facts: RecordFacts,
  ) {}

  async decide(voice: VoiceInbox, line: LineRow, input: CallerInput): Promise<Decided> {
    if (line.decided?.step === line.step) return line.decided;
    const call = line.call_id ? await findCall(this.db, line.call_id) : undefined;
    const closed = call ? await isClosed(this.db, call) : false;
    const next = nextStep({ ...factsOf(voice, line), callState: call?.state ?? null, closed, ...input });
    const decided = { step: line.step, says: next.says, then: next.then };
    await this.keep(line, next, decided);
    return decided;
  }

  private async keep(line: LineRow, next: NextStep, decided: Decided): Promise<void> {
    await this.db.transaction(async (tx) => {
      const scope: Scope = { tx, actor: systemActor };
      const told = next.events.filter(({ type }) => type !== 'entered');
      const locked = line.call_id && next.events.length > 0 ? await lockCall(tx, line.call_id) : undefined;
      if (locked) {
        for (const event of next.events) await this.record(scope, locked, event);
        const text = told.map(sentenceOf).filter(Boolean).join(' · ');
        if (text) await noteInThread(scope, this.outbox, locked, { text, content: { ivr: told } });
      }
      await keepDecision(tx, line.id, decided, next.ivr);
    });
  }

  private async record(scope: Scope, locked: LockedCall, event: IvrEvent): Promise<void> {
    const { type, fact, ...data } = event;
    await noteCall(scope, this.outbox, locked, { type: `ivr_${type}`, data: { ...data, ...(fact ? { kind: fact.kind } : {}) } });
    if (!fact) return;
    const { customer_id: customerId, conversation_id: conversationId } = locked.call;
    await this.facts.record(scope, { customerId, conversationId, type: 'ivr', channel: 'voice' }, [fact]);
  }
}

function factsOf({ settings }: VoiceInbox, line: LineRow) {
  const { locale } = line;
  const texts = voiceTexts(locale);
  const greetings = [
    settings.greeting ? textIn(settings.greeting, locale) : texts.greeting,
    ...(settings.recording === 'off' ? [] : [settings.recordingText ? textIn(settings.recordingText, locale) : texts.recording]),
  ];
  return {
    ...{ awaiting: line.awaiting, ivr: line.ivr, tree: settings.ivr ?? null, locale, greetings },
    closedText: settings.closedText ? textIn(settings.closedText, locale) : texts.closed,
    offersCallback: settings.offerCallback && line.phone !== null && line.direction === 'in',
    offersVoicemail: settings.offerVoicemail && line.direction === 'in',
  };
}

/** The queue in which the call's conversation waits is outside its hours. */
export async function isClosed(sql: Sql, call: Pick<CallRow, 'conversation_id'>): Promise<boolean> {
  const rows = await sql.query(
    `SELECT 1 FROM queues q JOIN conversations v ON v.queue_id = q.id WHERE v.id = $1 AND q.closed_until > app_now()`,
    [call.conversation_id],
  );
  return rows.length > 0;
}

/** As colleagues read it: short, and in the tree's own words. */
function sentenceOf({ type, node, digit, label, by, fact }: IvrEvent): string {
  switch (type) {
    case 'chose':
      return `${label ?? node}${digit ? ` (${digit})` : by === 'speech' ? ' (said)' : ''}`;
    case 'told':
      return `${fact!.label ?? fact!.kind}: ${fact!.value}`;
    case 'no_input':
      return `${node}: no answer`;
    case 'no_match':
      return `${node}: not understood`;
    case 'lost':
      return `${node}: to an agent`;
    case 'entered':
      return '';
  }
}
