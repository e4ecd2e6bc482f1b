import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { EventMap } from '../../../contracts/events.js';
import type { ListeningMode } from '../../../contracts/words.js';
import { Database } from '../../../platform/database/database.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { EventListeners } from '../../../platform/outbox/listeners.js';
import { DialLegs } from './dial-legs.service.js';
import { agentLegOf } from './twilio-carrier.service.js';
import { type VoiceInbox, VoiceInboxes } from '../voice-inboxes.js';
import {
  endLeg,
  type LegRow,
  type LineRow,
  lineOfCall,
  liveLegs,
  openLeg,
  phoneOf,
  takeLeg,
} from '../lines/voice-lines.repository.js';
import { VendorRefused } from '../voice-rest.js';
import { labelOf } from '../voice-urls.js';

interface Beside {
  agent_id: string;
  mode: ListeningMode;
}

/**
 * A supervisor who monitors, whispers to the agent or barges into a conversation is beside its live call in the same way:
 * their telephone rings, and they hear it, are heard by the agent alone, or by both.
 */
@Injectable()
export class SuperviseCalls implements OnModuleInit, OnModuleDestroy {
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly voices: VoiceInboxes,
    private readonly legs: DialLegs,
    private readonly listeners: EventListeners,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.listeners.on('supervise-calls', ['supervision.changed', 'call.updated'], async (events) => {
      const conversationIds = new Set(
        events.flatMap(({ payload }) => (payload as EventMap['supervision.changed']).conversationId ?? []),
      );
      for (const id of conversationIds) this.working = this.working.then(() => this.execute(id)).catch(() => undefined);
      return Promise.resolve();
    });
  }

  onModuleDestroy(): Promise<void> {
    return this.working;
  }

  async execute(conversationId: string): Promise<void> {
    const [live] = await this.db.query<{ id: string }>(
      `SELECT id FROM calls WHERE conversation_id = $1 AND ended_at IS NULL AND provider = 'twilio' AND state IN ('talking', 'held')`,
      [conversationId],
    );
    const line = live && (await lineOfCall(this.db, live.id));
    if (!line) return;
    const voice = await this.voices.of(line.inbox_id);
    const wanted = await this.db.query<Beside>('SELECT agent_id, mode FROM conversation_listeners WHERE conversation_id = $1', [
      conversationId,
    ]);
    try {
      const isWanted = (leg: LegRow): boolean => wanted.some((one) => one.agent_id === leg.agent_id);
      await this.legs.end(voice, line, 'left', (leg) => leg.role === 'supervisor' && !isWanted(leg));
      for (const one of wanted) await this.bring(voice, line, one);
    } catch (error) {
      this.log.warn({ err: error, conversationId }, 'a supervisor could not be brought to a call');
    }
  }

  private async bring(voice: VoiceInbox, line: LineRow, { agent_id: agentId, mode }: Beside): Promise<void> {
    const agentLeg = await agentLegOf(this.db, line);
    const to = await phoneOf(this.db, agentId);
    if (!line.conference_sid || !line.room || !agentLeg?.call_sid || !to) return;
    const how = besideAs(mode, agentLeg.call_sid);
    const known = (await liveLegs(this.db, line.id)).find((leg) => leg.role === 'supervisor' && leg.agent_id === agentId);
    if (known?.call_sid) return voice.rest.participant(line.conference_sid, known.call_sid, how);
    const { leg, made } = await openLeg(this.db, { line_id: line.id, agent_id: agentId, role: 'supervisor', room: line.room });
    if (!made) return;
    try {
      const callSid = await voice.rest.invite(line.conference_sid, { ...inviting(voice, leg, to), ...how });
      await takeLeg(this.db, leg.id, callSid, 'ringing');
    } catch (error) {
      await endLeg(this.db, leg.id, error instanceof VendorRefused ? 'refused' : 'carrier_unreachable');
      throw error;
    }
  }
}

const inviting = ({ settings, urls }: VoiceInbox, leg: LegRow, to: string): Record<string, string> => ({
  ...{ From: settings.number, To: to, Timeout: String(settings.ringS), Label: labelOf(leg.role, leg.agent_id) },
  ...{ StartConferenceOnEnter: 'false', EndConferenceOnExit: 'false', Beep: 'false', EarlyMedia: 'false' },
  ...{ StatusCallback: urls.legStatus(leg.id), StatusCallbackEvent: 'completed' },
});

/** Whoever coaches is heard by the one they coach alone. */
const besideAs = (mode: ListeningMode, agentCallSid: string): Record<string, string> => ({
  Muted: String(mode === 'monitor'),
  Coaching: String(mode === 'whisper'),
  ...(mode === 'whisper' ? { CallSidToCoach: agentCallSid } : {}),
});
