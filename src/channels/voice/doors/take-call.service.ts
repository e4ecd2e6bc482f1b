import { Inject, Injectable } from '@nestjs/common';
import { normalise } from '../../../core/identity/normalise.js';
import type { InboundMessage } from '../../../conversations/inbound-message.js';
import { Database } from '../../../platform/database/database.js';
import { Refusal } from '../../../platform/http/refusal.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { StartCall } from '../../calls/start-call.service.js';
import { AnswerStep } from '../steps/answer-step.service.js';
import { MoveLine } from '../lines/move-line.service.js';
import { oneMoment } from '../saying/render-step.js';
import { dropCallback } from '../callbacks/take-callback.js';
import { twiml } from '../saying/twiml.js';
import { sidIn } from './vendor-fields.js';
import type { VoiceInbox } from '../voice-inboxes.js';
import { type LineRow, lineOfCall, openLine } from '../lines/voice-lines.repository.js';
import { voiceTexts } from '../saying/voice-texts.js';

/** A customer calls: their thread is found or made, and the first thing they hear is decided. A repeat hears it again. */
@Injectable()
export class TakeCall {
  constructor(
    private readonly db: Database,
    private readonly starting: StartCall,
    private readonly answering: AnswerStep,
    private readonly lines: MoveLine,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async take(voice: VoiceInbox, fields: URLSearchParams, url: string): Promise<string> {
    const callSid = sidIn(fields, 'CallSid', 'CA');
    if (!callSid) throw new Refusal('malformed_request', 'CallSid is missing.');
    const from = callerOf(voice, callSid, fields);
    try {
      const line = await this.lineOf(voice, callSid, from);
      if (!line.call_id) await this.start(voice, line, callSid, from);
      return await this.answering.answer(voice, line, 0, { digits: '', speech: '', gone: false });
    } catch (error) {
      if (error instanceof Refusal && error.code === 'customer_blocked') return twiml({ verb: 'Reject' });
      this.log.error({ err: error, callSid }, 'a call could not be taken; the caller is asked to wait');
      return oneMoment(voiceTexts(voice.settings.locale).trouble, voice.settings.locale, url, 3);
    }
  }

  private lineOf({ inbox, settings }: VoiceInbox, callSid: string, from: Caller): Promise<LineRow> {
    const { phone } = from;
    return openLine(this.db, { inboxId: inbox.id, direction: 'in', callSid, phone, locale: settings.locale });
  }

  private async start(voice: VoiceInbox, line: LineRow, callSid: string, { who, stranger }: Caller): Promise<void> {
    const begin = (from: InboundMessage['from']) =>
      this.starting.execute({ provider: 'twilio', inboxId: voice.inbox.id, externalId: callSid, from, state: 'greeting' });
    const { call } = await begin(who).catch(async (error: unknown) => {
      if (!(error instanceof Refusal && error.code === 'conflict')) throw error;
      // Their last call hangs on because its end was lost; or somebody else calls from the same number, and waits as themselves.
      return (await this.endStale(voice, who)) ? begin(who) : begin(stranger);
    });
    const { locale } = await this.speaks(call.customer_id, voice);
    await this.db.transaction(async (tx) => {
      await tx.run('UPDATE voice_lines SET call_id = $2, locale = $3 WHERE id = $1 AND call_id IS NULL', [
        line.id,
        call.id,
        locale,
      ]);
      await dropCallback(tx, call.conversation_id);
    });
  }

  /** True where the live call of this caller was over at the vendor, and is over here too now. */
  private async endStale(voice: VoiceInbox, who: InboundMessage['from']): Promise<boolean> {
    const [live] = await this.db.query<{ id: string }>(
      `SELECT c.id FROM calls c JOIN identities i ON i.customer_id = c.customer_id
       WHERE i.kind = $1 AND i.value = $2 AND c.ended_at IS NULL AND c.provider = 'twilio' LIMIT 1`,
      [who.kind, who.value],
    );
    const stale = live && (await lineOfCall(this.db, live.id));
    if (!stale?.call_sid) return false;
    if (await voice.rest.lives(stale.call_sid).catch(() => true)) return false;
    await this.lines.gone(stale);
    return true;
  }

  private async speaks(customerId: string, { settings }: VoiceInbox): Promise<{ locale: string }> {
    const [customer] = await this.db.query<{ locale: string | null }>('SELECT locale FROM customers WHERE id = $1', [customerId]);
    const known = customer?.locale && /^(en|zh)\b/i.test(customer.locale) ? customer.locale.slice(0, 2).toLowerCase() : undefined;
    // An inbox that says "en-GB" means British English, whoever speaks English.
    return { locale: known && !settings.locale.startsWith(known) ? known : settings.locale };
  }
}

interface Caller {
  who: InboundMessage['from'];
  /** The same caller as nobody we know. */
  stranger: InboundMessage['from'];
  phone: string | null;
}

/**
 * The vendor tells a number, and the network may have been lied to: it is claimed, and joins the thread that holds it. A
 * hidden number is nobody's key: each such call stands for itself.
 */
function callerOf({ settings }: VoiceInbox, callSid: string, fields: URLSearchParams): Caller {
  const told = fields.get('From') ?? '';
  const name = fields.get('CallerName')?.trim().slice(0, 200) || null;
  const who = normalise('phone', told, settings.defaultCountry ? { defaultCountry: settings.defaultCountry } : {});
  const hidden = !who.ok || ANONYMOUS.has(told.replace(/\D/g, ''));
  const display = hidden ? 'Hidden number' : (who.display ?? who.value);
  const stranger = { kind: 'external', value: `call:${callSid}`, display, name, level: 'anonymous', joins: false } as const;
  if (hidden) return { who: stranger, stranger, phone: null };
  const vouched = settings.trustCallerNumber || fields.get('StirVerstat') === 'TN-Validation-Passed-A';
  const proof = vouched ? { by: settings.trustCallerNumber ? 'caller_number' : 'stir_shaken' } : {};
  const level = vouched ? 'verified' : 'claimed';
  return { who: { kind: 'phone', value: who.value, display, name, level, joins: true, proof }, stranger, phone: who.value };
}

/** What Twilio tells in place of a number: "anonymous", "restricted", "unavailable", as letters on a keypad. */
const ANONYMOUS = new Set(['266696687', '7378742833', '86282452253', '2562533']);
