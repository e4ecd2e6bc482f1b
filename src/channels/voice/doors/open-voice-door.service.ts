import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { notFound, Refusal } from '../../../platform/http/refusal.js';
import { type RateLimit, RateLimits } from '../../../platform/http/rate-limits.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import type { WebhookRequest } from '../../drawers/drawer.js';
import { checkTwilioSignature } from '../../twilio/twilio-signature.js';
import { AnswerStep } from '../steps/answer-step.service.js';
import { VendorWord } from './vendor-word.service.js';
import { twiml } from '../saying/twiml.js';
import { type VoiceInbox, VoiceInboxes } from '../voice-inboxes.js';
import { isOver, readable } from './vendor-fields.js';
import { findLine } from '../lines/voice-lines.repository.js';

/** Of one address: the vendor never forges, so whoever does it again and again is guessing. */
const forgedCalls: RateLimit = { name: 'forged-webhooks', points: 30, seconds: 60 };

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Checks who speaks and hands on what is said. Gives TwiML, or null where nothing is to be heard. */
@Injectable()
export class OpenVoiceDoor {
  constructor(
    private readonly db: Database,
    private readonly voices: VoiceInboxes,
    private readonly answering: AnswerStep,
    private readonly words: VendorWord,
    private readonly limits: RateLimits,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Errors: `not_found`, `not_verified`, `malformed_request`. */
  async open(reference: string, what: string, request: WebhookRequest, caller: string): Promise<string | null> {
    const voice = await this.voices.open(reference);
    if (!voice) throw notFound('voice inbox');
    const checked = checkTwilioSignature(request, voice.connection.secrets.authToken);
    if (checked.outcome === 'forged') return this.turnAway(voice, checked.reason, caller);
    const fields = readable(checked.fields);
    // A closed inbox takes no new calls; those it has go on to their end.
    if (voice.inbox.disabled && what === 'incoming') return twiml({ verb: 'Reject' });
    const id = (name: string): string => (idPattern.test(request.query[name] ?? '') ? request.query[name]!.toLowerCase() : '');
    if (what === 'next') return this.next(voice, id('line'), Number(request.query['step']), fields);
    const about = { line: id('line'), leg: id('leg'), of: request.query['of'] ?? '', url: request.url };
    return this.words.hear(voice, what, about, fields);
  }

  private async next(voice: VoiceInbox, lineId: string, step: number, fields: URLSearchParams): Promise<string> {
    const line = lineId ? await findLine(this.db, voice.inbox.id, lineId) : undefined;
    if (!line || !Number.isInteger(step) || step < 0) throw notFound('line');
    // Only the caller's own line may take its steps.
    if (line.call_sid !== fields.get('CallSid')) throw notFound('line');
    const digits = (fields.get('Digits') ?? '').slice(0, 64);
    const speech = (fields.get('SpeechResult') ?? '').slice(0, 1000);
    const gone = isOver(fields.get('CallStatus') ?? '');
    return this.answering.answer(voice, line, step, { digits, speech, gone });
  }

  private async turnAway({ inbox }: VoiceInbox, reason: string, caller: string): Promise<never> {
    this.log.warn({ inboxId: inbox.id, channel: 'voice', reason }, 'a webhook call could not be verified');
    await this.limits.spend(forgedCalls, caller);
    throw new Refusal('not_verified', 'The call could not be verified.');
  }
}
