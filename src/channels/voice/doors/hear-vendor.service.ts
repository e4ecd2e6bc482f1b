import { Inject, Injectable } from '@nestjs/common';
import { talks } from '../../../core/lifecycle/call.js';
import { Consents } from '../../../customers/consents/consents.service.js';
import { Database } from '../../../platform/database/database.js';
import { systemActor } from '../../../platform/database/tx.js';
import { Refusal } from '../../../platform/http/refusal.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { findCall } from '../../calls/calls.repository.js';
import { requireRecording } from '../../calls/recording-consent.js';
import { EndCall } from '../../calls/end-call.service.js';
import { MoveCall } from '../../calls/move-call.service.js';
import { MoveLine } from '../lines/move-line.service.js';
import { isOver, sidIn } from './vendor-fields.js';
import type { VoiceInbox } from '../voice-inboxes.js';
import {
  changeLine,
  endLeg,
  findLeg,
  findLine,
  findLineBySid,
  type LegRow,
  type LineRow,
  takeLeg,
} from '../lines/voice-lines.repository.js';

/** What the vendor tells of calls and conferences by the way. Repeats, and news of what is over, change nothing. */
@Injectable()
export class HearVendor {
  constructor(
    private readonly db: Database,
    private readonly moves: MoveCall,
    private readonly ends: EndCall,
    private readonly lines: MoveLine,
    private readonly consents: Consents,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** A call changed its status: the customer's own, or one to somebody of ours. */
  async status(
    voice: VoiceInbox,
    about: { line: string; leg: string },
    { callSid, status }: { callSid: string; status: string },
  ): Promise<void> {
    if (about.leg) return this.legStatus(voice, about.leg, callSid, status);
    const line = about.line
      ? await findLine(this.db, voice.inbox.id, about.line)
      : await findLineBySid(this.db, voice.inbox.id, callSid);
    if (!line || (line.call_sid !== null && line.call_sid !== callSid)) return;
    if (!isOver(status)) return changeLine(this.db, line.id, { call_sid: callSid });
    // Whom we called and did not reach has missed our call, not abandoned theirs.
    if (line.direction === 'out' && status !== 'completed' && line.call_id)
      await this.ends.execute(line.call_id, { by: 'system', reason: status.replace('-', '_') });
    await this.lines.gone(line);
  }

  async conference(voice: VoiceInbox, lineId: string, fields: URLSearchParams): Promise<void> {
    const line = await findLine(this.db, voice.inbox.id, lineId);
    const sid = sidIn(fields, 'ConferenceSid', 'CF');
    // News of the conference with an agent who was rung before this one.
    if (!line || !sid || fields.get('FriendlyName') !== line.room) return;
    const event = fields.get('StatusCallbackEvent');
    if (event !== 'participant-join' && event !== 'conference-start') return changeLine(this.db, line.id, {});
    await changeLine(this.db, line.id, { conference_sid: sid });
    const isCaller = event === 'participant-join' && fields.get('CallSid') === line.call_sid;
    if (!isCaller || voice.settings.recording !== 'always') return;
    await this.record(voice, line).catch((error: unknown) =>
      this.log.warn({ err: error, lineId }, 'a call could not be recorded'),
    );
  }

  /** Unless they do not want it: the call goes on unrecorded, and the audit log says why. */
  private async record(voice: VoiceInbox, line: LineRow): Promise<void> {
    const call = line.call_id ? await findCall(this.db, line.call_id) : undefined;
    if (call) await requireRecording(this.consents, this.db, call, systemActor);
    await this.lines.startRecording(voice, line);
  }

  private async legStatus(voice: VoiceInbox, legId: string, callSid: string, status: string): Promise<void> {
    const leg = await findLeg(this.db, legId);
    if (!leg || (leg.call_sid !== null && leg.call_sid !== callSid)) return;
    // Whoever was called into a conference is in it when they answer; an agent comes there by our own instructions.
    if (status === 'in-progress' && leg.role !== 'agent') return void (await takeLeg(this.db, leg.id, callSid, 'joined'));
    if (!isOver(status)) return;
    const line = await findLine(this.db, voice.inbox.id, leg.line_id);
    if (!line || !(await endLeg(this.db, leg.id, status.replace('-', '_')))) return;
    if (leg.role === 'agent') await this.agentGone(voice, line, leg, status);
    if (leg.role === 'consult') await this.colleagueGone(voice, line, status);
  }

  /** Nobody is asked any more: the agent has their caller back. */
  private async colleagueGone(voice: VoiceInbox, line: LineRow, status: string): Promise<void> {
    const call = line.call_id ? await findCall(this.db, line.call_id) : undefined;
    if (!call || !talks(call.state)) return;
    await this.moves.note(call.id, 'consult_ended', { because: status.replace('-', '_') });
    if (call.state !== 'held') return;
    await this.lines.hold(voice, line, false);
    await this.moves.resume(call.id, systemActor);
  }

  private async agentGone(voice: VoiceInbox, line: LineRow, leg: LegRow, status: string): Promise<void> {
    const call = line.call_id ? await findCall(this.db, line.call_id) : undefined;
    // Handed on, or ended by us: their line was to end.
    if (!call || call.agent_id !== leg.agent_id || line.room !== leg.room) return;
    try {
      if (!talks(call.state)) return void (await this.moves.unanswered(call.id, systemActor, status.replace('-', '_')));
      // A caller who hangs up ends the conference, and the word of the agent's line may come before that of theirs.
      if (line.call_sid && !(await voice.rest.lives(line.call_sid).catch(() => true))) return void (await this.lines.gone(line));
      if (voice.settings.agentLineEnds === 'end')
        return void (await this.ends.execute(call.id, { by: 'agent', reason: 'agent_hung_up' }));
      await changeLine(this.db, line.id, { announce: 'interrupted' });
      await this.moves.dropped(call.id);
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'illegal_move')) throw error;
    }
  }
}
