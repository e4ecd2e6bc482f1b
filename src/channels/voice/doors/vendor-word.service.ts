import { Injectable } from '@nestjs/common';
import { notFound } from '../../../platform/http/refusal.js';
import { HearVendor } from './hear-vendor.service.js';
import { KeepRecording } from './keep-recording.service.js';
import { PickUp } from './pick-up.service.js';
import { TakeCall } from './take-call.service.js';
import { sidIn } from './vendor-fields.js';
import type { VoiceInbox } from '../voice-inboxes.js';

/** Which line or leg a webhook names in its address; '' where it names none. */
export interface About {
  line: string;
  leg: string;
  of: string;
  url: string;
}

/** Takes each kind of webhook to whoever understands it. */
@Injectable()
export class VendorWord {
  constructor(
    private readonly taking: TakeCall,
    private readonly pickingUp: PickUp,
    private readonly hearing: HearVendor,
    private readonly keeping: KeepRecording,
  ) {}

  /** Gives TwiML; null where the vendor only told something. Errors: `not_found` (no such word). */
  async hear(voice: VoiceInbox, what: string, about: About, fields: URLSearchParams): Promise<string | null> {
    const callSid = sidIn(fields, 'CallSid', 'CA');
    switch (what) {
      case 'incoming':
        return this.taking.take(voice, fields, about.url);
      case 'leg':
        return this.pickingUp.agent(voice, known(about.leg), known(callSid));
      case 'called':
        return this.pickingUp.customer(voice, known(about.line), known(callSid));
      case 'status':
        await this.hearing.status(voice, about, { callSid: known(callSid), status: fields.get('CallStatus') ?? '' });
        return null;
      case 'conference':
        await this.hearing.conference(voice, known(about.line), fields);
        return null;
      case 'recording':
        await this.keeping.recording(voice, known(about.line), about.of, fields);
        return null;
      case 'transcription':
        await this.keeping.transcription(voice, known(about.line), fields);
        return null;
      default:
        throw notFound('address');
    }
  }
}

function known(id: string): string {
  if (!id) throw notFound('line');
  return id;
}
