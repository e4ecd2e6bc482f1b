import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { systemActor } from '../../../platform/database/tx.js';
import { Refusal } from '../../../platform/http/refusal.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { EndCall } from '../../calls/end-call.service.js';
import { MoveCall } from '../../calls/move-call.service.js';
import type { VoiceInbox } from '../voice-inboxes.js';
import { changeLine, endLine, findLine, type LineRow } from './voice-lines.repository.js';

/** Acts on the customer's own line at the vendor. */
@Injectable()
export class MoveLine {
  constructor(
    private readonly db: Database,
    private readonly moves: MoveCall,
    private readonly ends: EndCall,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Somebody is there for a caller who waits: fetches them out of the music. Never throws: where the vendor cannot be reached,
   * the caller comes by themselves with the next round of waiting.
   */
  async fetchCaller(voice: VoiceInbox, lineId: string): Promise<void> {
    const line = await findLine(this.db, voice.inbox.id, lineId);
    // Whoever is in the conference already must not be taken out of it and put in again.
    if (!line?.call_sid || line.ended_at || line.awaiting !== 'line') return;
    try {
      if (!(await voice.rest.move(line.call_sid, voice.urls.next(line.id, line.step)))) await this.gone(line);
    } catch (error) {
      this.log.warn({ err: error, lineId }, 'a waiting caller could not be fetched; they come with their next round');
    }
  }

  /** Places the call to a customer who asked to be called back. Throws VendorAway or VendorRefused. */
  async call({ rest, urls, settings }: VoiceInbox, line: LineRow): Promise<void> {
    if (line.call_sid || !line.phone || line.ended_at) return;
    const callSid = await rest.dial({
      ...{ to: line.phone, from: settings.number, url: urls.called(line.id), statusCallback: urls.lineStatus(line.id) },
      timeoutS: settings.ringS,
    });
    await changeLine(this.db, line.id, { call_sid: callSid });
  }

  /** From now on the call is recorded. Throws VendorAway or VendorRefused. */
  async startRecording({ rest, urls }: VoiceInbox, line: LineRow): Promise<void> {
    if (!line.call_sid || !line.call_id || line.recording_sid) return;
    const recordingSid = await rest.record(line.call_sid, urls.recording(line.id, 'call'));
    await changeLine(this.db, line.id, { recording_sid: recordingSid });
    await this.moves.recording(line.call_id, systemActor, 'on');
  }

  /**
   * Holds the caller, or lets them hear again. Where the vendor's word of the conference was lost, it is asked.
   * Throws VendorAway or VendorRefused; `illegal_move` where they are not in the conference yet.
   */
  async hold({ rest, settings }: VoiceInbox, line: LineRow, held: boolean): Promise<void> {
    const conferenceSid = line.conference_sid ?? (line.room ? await rest.conferenceNamed(line.room) : undefined);
    if (!conferenceSid || !line.call_sid) throw new Refusal('illegal_move', 'The caller is still being connected.');
    if (!line.conference_sid) await changeLine(this.db, line.id, { conference_sid: conferenceSid });
    const changes: Record<string, string> = { Hold: String(held) };
    if (held && settings.holdMusicUrl) Object.assign(changes, { HoldUrl: settings.holdMusicUrl, HoldMethod: 'GET' });
    await rest.participant(conferenceSid, line.call_sid, changes);
  }

  /** The customer's line is over. */
  async gone(line: LineRow): Promise<void> {
    await endLine(this.db, line.id);
    if (line.call_id) await this.ends.execute(line.call_id, { by: 'customer' });
  }
}
