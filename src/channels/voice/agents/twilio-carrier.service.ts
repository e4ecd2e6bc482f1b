import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { systemActor } from '../../../platform/database/tx.js';
import { Refusal } from '../../../platform/http/refusal.js';
import { newId } from '../../../platform/ids/new-id.js';
import { type CallCarrier, CallCarriers, type CalledAgent } from '../../calls/call-carriers.js';
import type { CallRow } from '../../calls/calls.repository.js';
import { MoveCall } from '../../calls/move-call.service.js';
import { DialLegs } from './dial-legs.service.js';
import { MoveLine } from '../lines/move-line.service.js';
import { type VoiceInbox, VoiceInboxes } from '../voice-inboxes.js';
import { changeLine, endLine, liveLegs, type LineRow, lineOfCall, openLeg } from '../lines/voice-lines.repository.js';
import { VendorAway, VendorRefused } from '../voice-rest.js';

/** Carries calls by Twilio: each agent who is rung gets a conference of their own with the caller. */
@Injectable()
export class TwilioCarrier implements CallCarrier, OnModuleInit {
  readonly provider = 'twilio';

  constructor(
    private readonly db: Database,
    private readonly voices: VoiceInboxes,
    private readonly legs: DialLegs,
    private readonly lines: MoveLine,
    private readonly moves: MoveCall,
    private readonly carriers: CallCarriers,
  ) {}

  onModuleInit(): void {
    this.carriers.register(this);
  }

  async connect(call: CallRow, agent: CalledAgent): Promise<void> {
    const { voice, line } = await this.open(call);
    await this.legs.end(voice, line, 'handed_on', (leg) => leg.role === 'agent' && leg.agent_id !== agent.id);
    const room = `call-${newId()}`;
    const { leg, made } = await openLeg(this.db, { line_id: line.id, agent_id: agent.id, role: 'agent', room });
    if (made) await changeLine(this.db, line.id, { room, conference_sid: null });
    const dialled = await this.legs.dial(voice, leg);
    if (dialled !== 'ringing') await this.moves.unanswered(call.id, systemActor, dialled);
  }

  async wait(call: CallRow): Promise<void> {
    const { voice, line } = await this.open(call);
    // With the agent's leg their conference ends, and the caller's line comes to us for what follows.
    if (line.awaiting === 'conference' && (await lastMove(this.db, call.id)) !== 'dropped')
      await changeLine(this.db, line.id, { announce: 'connecting' });
    await this.stopRecording(voice, line);
    await this.legs.end(voice, line, 'back_in_line');
  }

  async hangup(call: CallRow): Promise<void> {
    const { voice, line } = await this.open(call);
    await this.legs.end(voice, line, 'call_ended');
    if (line.call_sid && !line.ended_at && line.awaiting !== 'end') await voice.rest.hangUp(line.call_sid);
    if (!line.call_sid) await endLine(this.db, line.id);
  }

  hold(call: CallRow): Promise<void> {
    return this.setHold(call, true);
  }

  resume(call: CallRow): Promise<void> {
    return this.setHold(call, false);
  }

  /** Resolves when the vendor has said yes: only then may a card number be asked for. */
  async record(call: CallRow, action: 'start' | 'pause' | 'resume' | 'stop'): Promise<void> {
    const { voice, line } = await this.open(call);
    await asked(async () => {
      if (action === 'start') return this.lines.startRecording(voice, line);
      if (!line.call_sid || !line.recording_sid)
        throw new Refusal('illegal_move', 'The call is not being recorded.', { translations: { zh: '通话没有在录音。' } });
      const status = action === 'pause' ? 'paused' : action === 'resume' ? 'in-progress' : 'stopped';
      await voice.rest.setRecording(line.call_sid, line.recording_sid, status);
      if (action === 'stop') await changeLine(this.db, line.id, { recording_sid: null });
    });
  }

  private async setHold(call: CallRow, held: boolean): Promise<void> {
    const { voice, line } = await this.open(call);
    await asked(() => this.lines.hold(voice, line, held));
  }

  /** What is said in line is nobody's business. Left running where the vendor does not answer: it ends with the call. */
  private async stopRecording({ rest }: VoiceInbox, line: LineRow): Promise<void> {
    if (!line.call_sid || !line.recording_sid) return;
    await rest.setRecording(line.call_sid, line.recording_sid, 'stopped').catch((error: unknown) => {
      if (!(error instanceof VendorRefused)) throw error;
    });
    await changeLine(this.db, line.id, { recording_sid: null });
    if (line.call_id) await this.moves.recording(line.call_id, systemActor, 'off');
  }

  private async open(call: CallRow): Promise<{ voice: VoiceInbox; line: LineRow }> {
    const line = await lineOfCall(this.db, call.id);
    if (!line) throw new Refusal('illegal_move', 'The call has no line.', { translations: { zh: '通话没有线路。' } });
    return { voice: await this.voices.of(line.inbox_id), line };
  }
}

/** While an agent waits for the answer: the vendor's trouble is told as what it is. */
export async function asked<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof VendorAway)
      throw new Refusal('unavailable', 'The telephone company cannot be reached; nothing was changed.', {
        translations: { zh: '无法连接电话运营商，什么都没有改变。' },
      });
    if (error instanceof VendorRefused)
      throw new Refusal('illegal_move', `The telephone company refused: ${error.message}`, {
        translations: { zh: `电话运营商拒绝了：${error.message}` },
      });
    throw error;
  }
}

async function lastMove(db: Database, callId: string): Promise<string | undefined> {
  const [last] = await db.query<{ type: string }>(
    `SELECT type FROM call_events WHERE call_id = $1 AND type IN ('dropped', 'handed_on', 'rung', 'unanswered') ORDER BY at DESC, id DESC LIMIT 1`,
    [callId],
  );
  return last?.type;
}

export const agentLegOf = async (db: Database, line: LineRow) =>
  (await liveLegs(db, line.id)).find((leg) => leg.role === 'agent' && leg.room === line.room);
