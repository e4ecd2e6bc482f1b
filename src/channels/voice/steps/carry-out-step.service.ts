import { Injectable } from '@nestjs/common';
import { textIn } from '../../../core/ivr/tree.js';
import { Database } from '../../../platform/database/database.js';
import { systemActor } from '../../../platform/database/tx.js';
import { Refusal } from '../../../platform/http/refusal.js';
import { type CallRow, findCall, lockCall } from '../../calls/calls.repository.js';
import { EndCall } from '../../calls/end-call.service.js';
import { MoveCall } from '../../calls/move-call.service.js';
import { isClosed } from './decide-step.service.js';
import type { Decided } from './next-step.js';
import { keepPlace } from '../callbacks/take-callback.js';
import type { VoiceInbox } from '../voice-inboxes.js';
import { endLine, type LineRow } from '../lines/voice-lines.repository.js';
import { spelled, voiceTexts } from '../saying/voice-texts.js';

/** What the caller is to hear after it was done; `question` where they are asked something. */
export interface CarriedOut {
  says: string[];
  /** The call is over for them, whatever its state says by now. */
  over?: boolean;
}

/** Does what was decided about a caller. Everything may be repeated: what is done already stays as it is. */
@Injectable()
export class CarryOutStep {
  constructor(
    private readonly db: Database,
    private readonly moves: MoveCall,
    private readonly ends: EndCall,
  ) {}

  async carryOut(voice: VoiceInbox, line: LineRow, decided: Decided): Promise<CarriedOut> {
    const { says, then } = decided;
    const callId = line.call_id;
    if (!callId) return { says, over: then.do === 'hangup' };
    try {
      switch (then.do) {
        case 'ask':
        case 'round':
          return { says };
        case 'queue':
          return await this.queue(voice, line, callId, says);
        case 'callback':
          return await this.callBack(line, callId, says);
        case 'voicemail':
          await this.moves.voicemail(callId);
          return { says };
        case 'dropped':
          return await this.dropped(voice, line, callId);
        case 'recorded':
          await this.ends.execute(callId, { by: 'customer', outcome: 'voicemail', tellCarrier: false });
          return { says: [voiceTexts(line.locale).voicemailTaken], over: true };
        case 'gone':
          await endLine(this.db, line.id);
          await this.ends.execute(callId, { by: 'customer' });
          return { says: [], over: true };
        case 'hangup':
          await this.ends.execute(callId, { by: 'customer', reason: 'menu_ended', tellCarrier: false });
          return { says: says.length > 0 ? says : [voiceTexts(line.locale).goodbye], over: true };
      }
    } catch (error) {
      // The call has moved on meanwhile (an agent took it): what holds now is what the caller hears.
      if (error instanceof Refusal && error.code === 'illegal_move') return { says: [] };
      throw error;
    }
  }

  private async queue(voice: VoiceInbox, line: LineRow, callId: string, says: string[]): Promise<CarriedOut> {
    const call = await this.enter(line, callId);
    if (call.state !== 'queued' || !(await isClosed(this.db, call))) return { says };
    // The queue that the menu led to is closed, though the inbox's own is open.
    await this.moves.voicemail(callId);
    const { closedText } = voice.settings;
    return { says: [...says, closedText ? textIn(closedText, line.locale) : voiceTexts(line.locale).closed] };
  }

  private async enter(line: LineRow, callId: string): Promise<CallRow> {
    const chosen = line.ivr?.queueId;
    // A queue that is gone by now: the inbox's own takes its place.
    const [queue] = chosen ? await this.db.query<{ id: string }>('SELECT id FROM queues WHERE id = $1', [chosen]) : [];
    return this.moves.queue(callId, queue ? { queueId: queue.id } : {});
  }

  private async callBack(line: LineRow, callId: string, says: string[]): Promise<CarriedOut> {
    const texts = voiceTexts(line.locale);
    const { phone, locale } = line;
    await this.enter(line, callId);
    if (phone === null) return { says: [...says, texts.noCallback] };
    await this.db.transaction(async (tx) => {
      const locked = (await lockCall(tx, callId))!;
      if (locked.call.state === 'ended') return;
      await keepPlace(tx, locked, { phone, locale });
      await this.ends.end({ tx, actor: systemActor }, locked, { by: 'customer', outcome: 'callback', tellCarrier: false });
    });
    return { says: [...says, texts.callbackTaken(spelled(phone))], over: true };
  }

  private async dropped({ settings }: VoiceInbox, line: LineRow, callId: string): Promise<CarriedOut> {
    if (settings.agentLineEnds === 'end') {
      await this.ends.execute(callId, { by: 'agent', reason: 'agent_hung_up', tellCarrier: false });
      return { says: [voiceTexts(line.locale).goodbye], over: true };
    }
    await this.moves.dropped(callId);
    const call = await findCall(this.db, callId);
    return { says: call?.state === 'queued' || call?.state === 'ringing' ? [voiceTexts(line.locale).interrupted] : [] };
  }
}
