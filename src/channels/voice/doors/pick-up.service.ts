import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { systemActor } from '../../../platform/database/tx.js';
import { Refusal } from '../../../platform/http/refusal.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { type CallRow, findCall, lockCall, noteCall } from '../../calls/calls.repository.js';
import { EndCall } from '../../calls/end-call.service.js';
import { MoveCall } from '../../calls/move-call.service.js';
import { MoveLine } from '../lines/move-line.service.js';
import { conference, hangup, say, twiml } from '../saying/twiml.js';
import type { VoiceInbox } from '../voice-inboxes.js';
import { changeLine, findLeg, findLine, type LegRow, type LineRow, takeLeg } from '../lines/voice-lines.repository.js';
import { VendorRefused } from '../voice-rest.js';
import { speakerOf, voiceTexts } from '../saying/voice-texts.js';
import { labelOf } from '../voice-urls.js';

/** How long a customer who is called back may take to answer, once their agent is on the line. */
const CUSTOMER_RINGS_MS = 45_000;

const nothing = twiml(hangup());

/** Somebody whom we called has picked up. */
@Injectable()
export class PickUp {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly moves: MoveCall,
    private readonly ends: EndCall,
    private readonly lines: MoveLine,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** An agent: into their conference, and the caller is fetched. Whoever is not wanted any more hears the line go dead. */
  async agent(voice: VoiceInbox, legId: string, callSid: string): Promise<string> {
    const found = await findLeg(this.db, legId);
    const line = found && (await findLine(this.db, voice.inbox.id, found.line_id));
    if (!found || !line) return nothing;
    if (found.role !== 'agent') return this.beside(voice, line, found, callSid);
    const call = line.call_id ? await findCall(this.db, line.call_id) : undefined;
    const wanted = call?.agent_id === found.agent_id && call.state !== 'ended' && line.room === found.room;
    const leg = wanted ? await takeLeg(this.db, legId, callSid, 'joined') : undefined;
    if (!call || !leg || !(await this.connected(voice, line, call))) return nothing;
    return this.intoRoom(voice, line, leg);
  }

  /** The customer who asked to be called back: to the agent who waits for them. */
  async customer(voice: VoiceInbox, lineId: string, callSid: string): Promise<string> {
    const line = await findLine(this.db, voice.inbox.id, lineId);
    if (!line || (line.call_sid !== null && line.call_sid !== callSid)) return nothing;
    const call = line.call_id ? await findCall(this.db, line.call_id) : undefined;
    if (!call || call.state === 'ended') return nothing;
    await changeLine(this.db, line.id, { call_sid: callSid });
    if (call.state === 'ringing') await this.moves.talking(call.id).catch(ifMoved);
    return this.nextOf(voice, line);
  }

  private nextOf({ settings, urls }: VoiceInbox, line: LineRow): string {
    const speaker = speakerOf(line.locale, settings.voices);
    return twiml(say(voiceTexts(line.locale).callingBack, speaker), { verb: 'Redirect', inside: urls.next(line.id, line.step) });
  }

  /** False: the call has gone elsewhere meanwhile. */
  private async connected(voice: VoiceInbox, line: LineRow, call: CallRow): Promise<boolean> {
    if (line.direction === 'out' && !line.call_sid && call.state === 'ringing') return this.callCustomer(voice, line, call);
    try {
      await this.moves.talking(call.id);
    } catch (error) {
      ifMoved(error);
      return false;
    }
    // After the answer is on its way: the caller is to find the conference open.
    setImmediate(() => void this.lines.fetchCaller(voice, line.id));
    return true;
  }

  private async callCustomer(voice: VoiceInbox, line: LineRow, call: CallRow): Promise<boolean> {
    await this.db.transaction(async (tx) => {
      const locked = (await lockCall(tx, call.id))!;
      if (locked.call.state !== 'ringing') return;
      const note = { type: 'agent_connected', changes: { ringForMs: CUSTOMER_RINGS_MS } };
      await noteCall({ tx, actor: systemActor }, this.outbox, locked, note);
    });
    try {
      await this.lines.call(voice, line);
    } catch (error) {
      // Their number is none, or the vendor is away: the agent is told by the end of the call, and has the conversation.
      this.log.warn({ err: error, callId: call.id }, 'a customer could not be called back');
      const reason = error instanceof VendorRefused ? 'number_refused' : 'carrier_unreachable';
      await this.ends.execute(call.id, { by: 'system', reason });
      return false;
    }
    return true;
  }

  private intoRoom({ settings, urls }: VoiceInbox, line: LineRow, leg: LegRow): string {
    return twiml(
      say(voiceTexts(settings.locale).toAgent, speakerOf(settings.locale, settings.voices)),
      conference({
        ...{ room: leg.room, startsWithMe: true, endsWithMe: true, label: labelOf('agent', leg.agent_id) },
        statusCallback: urls.conference(line.id),
      }),
    );
  }

  /** Supervisors and consulted colleagues were called into the conference itself; this address is only their fallback. */
  private async beside(voice: VoiceInbox, line: LineRow, leg: LegRow, callSid: string): Promise<string> {
    const taken = await takeLeg(this.db, leg.id, callSid, 'joined');
    if (!taken || leg.room !== line.room) return nothing;
    const { urls } = voice;
    return twiml(
      conference({
        ...{ room: leg.room, startsWithMe: false, endsWithMe: false, label: labelOf(leg.role, leg.agent_id) },
        statusCallback: urls.conference(line.id),
      }),
    );
  }
}

function ifMoved(error: unknown): void {
  if (!(error instanceof Refusal && error.code === 'illegal_move')) throw error;
}
