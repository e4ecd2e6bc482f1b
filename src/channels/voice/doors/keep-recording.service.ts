import { Injectable } from '@nestjs/common';
import { ExpectMedia } from '../../../conversations/attachments/expect-media.service.js';
import type { InboundMessage } from '../../../conversations/inbound-message.js';
import { ReceiveMessage } from '../../../conversations/receive-message.service.js';
import { consentOf } from '../../../customers/consents/consents.queries.js';
import { Database } from '../../../platform/database/database.js';
import { isDuplicate } from '../../../platform/database/errors.js';
import { type Scope, systemActor, type Tx } from '../../../platform/database/tx.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { type CallRow, findCall, type LockedCall, lockCall, noteCall } from '../../calls/calls.repository.js';
import { sidIn } from './vendor-fields.js';
import type { VoiceInbox } from '../voice-inboxes.js';
import { findLine } from '../lines/voice-lines.repository.js';
import { noteInThread } from '../lines/voice-note.js';

/** Of a transcription: what is spoken in ten minutes, and more. */
const TEXT_LIMIT = 20_000;

/** Brings what the vendor recorded, and what it understood of it, into the thread. Each recording comes there once. */
@Injectable()
export class KeepRecording {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly messages: ReceiveMessage,
    private readonly media: ExpectMedia,
  ) {}

  async recording(voice: VoiceInbox, lineId: string, of: string, fields: URLSearchParams): Promise<void> {
    const sid = sidIn(fields, 'RecordingSid', 'RE');
    const seconds = Math.max(0, Math.floor(Number(fields.get('RecordingDuration')) || 0));
    const line = await findLine(this.db, voice.inbox.id, lineId);
    if (!line?.call_id || !sid) return;
    if (fields.get('RecordingStatus') !== 'completed') return;
    const { call_id: callId } = line;
    await this.once(() =>
      this.db.transaction(async (tx) => {
        const scope: Scope = { tx, actor: systemActor };
        if (of === 'voicemail') return this.voicemail(scope, callId, sid, seconds);
        const locked = (await lockCall(tx, callId))!;
        await this.ofCall(scope, locked, sid, seconds);
      }),
    );
  }

  /** The words of a voicemail, where the vendor made some out. They follow the message they are of. */
  async transcription(voice: VoiceInbox, lineId: string, fields: URLSearchParams): Promise<void> {
    const line = await findLine(this.db, voice.inbox.id, lineId);
    const sid = sidIn(fields, 'RecordingSid', 'RE');
    const text = (fields.get('TranscriptionText') ?? '').trim().slice(0, TEXT_LIMIT);
    if (!line?.call_id || !sid) return;
    const { call_id: callId } = line;
    const isText = fields.get('TranscriptionStatus') === 'completed' && text !== '';
    await this.once(() =>
      this.db.transaction(async (tx) => {
        const locked = (await lockCall(tx, callId))!;
        const content = { transcription: { of: sid, state: isText ? 'completed' : 'failed' } };
        const note = isText ? text : 'The voicemail could not be transcribed.';
        await this.noteOnce({ tx, actor: systemActor }, locked, `transcription:${sid}`, { text: note, content });
      }),
    );
  }

  private async voicemail(scope: Scope, callId: string, sid: string, seconds: number): Promise<void> {
    const call = (await findCall(scope.tx, callId))!;
    const received = await this.messages.receiveIn(
      { ...scope, actor: { type: 'customer', id: call.identity_id } },
      {
        ...{ inboxId: call.inbox_id, channel: 'voice', from: await callerOf(scope.tx, call), externalId: `voicemail:${sid}` },
        text: `Voicemail (${clock(seconds)})`,
        content: { voicemail: { callId, seconds } },
      },
    );
    if (!received || received.duplicate) return;
    const file = { kind: 'audio' as const, reference: sid, name: 'voicemail.mp3', contentType: 'audio/mpeg' };
    await this.media.expect(scope.tx, { messageId: received.messageId, inboxId: call.inbox_id, references: [file] });
    const locked = (await lockCall(scope.tx, callId))!;
    await noteCall(scope, this.outbox, locked, { type: 'voicemail_kept', data: { messageId: received.messageId, seconds } });
  }

  /** For colleagues alone: customers do not find their calls on tape in the widget. */
  private async ofCall(scope: Scope, locked: LockedCall, sid: string, seconds: number): Promise<void> {
    // They said no while it ran: what the vendor has is not fetched.
    if ((await consentOf(scope.tx, locked.call.customer_id, 'recording')) === false)
      return noteCall(scope, this.outbox, locked, { type: 'recording_refused', data: { seconds } }).then(() => undefined);
    const text = `Recording of the call (${clock(seconds)})`;
    const messageId = await this.noteOnce(scope, locked, `recording:${sid}`, { text, content: { recording: { seconds } } });
    if (!messageId) return;
    const file = { kind: 'audio' as const, reference: sid, name: 'call.mp3', contentType: 'audio/mpeg' };
    await this.media.expect(scope.tx, { messageId, inboxId: locked.call.inbox_id, references: [file] });
    await noteCall(scope, this.outbox, locked, { type: 'recording_kept', data: { messageId, seconds } });
  }

  /** Undefined where the thread has it already; the call's lock keeps two of them apart. */
  private async noteOnce(
    scope: Scope,
    locked: LockedCall,
    externalId: string,
    note: { text: string; content: Record<string, unknown> },
  ): Promise<string | undefined> {
    const known = await scope.tx.query('SELECT 1 FROM messages WHERE inbox_id = $1 AND external_id = $2', [
      locked.call.inbox_id,
      externalId,
    ]);
    return known.length > 0 ? undefined : noteInThread(scope, this.outbox, locked, { ...note, externalId });
  }

  /** Two deliveries of one recording raced: the thread has it. */
  private async once(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isDuplicate(error, 'messages_external_key')) throw error;
    }
  }
}

async function callerOf(tx: Tx, call: CallRow): Promise<InboundMessage['from']> {
  const [identity] = await tx.query<{ kind: InboundMessage['from']['kind']; value: string; display: string | null }>(
    'SELECT kind, value, display FROM identities WHERE id = $1',
    [call.identity_id],
  );
  if (!identity) throw new Error(`call ${call.id} has no caller`);
  return { ...identity, level: 'claimed', joins: true };
}

const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
