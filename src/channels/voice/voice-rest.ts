import type { VendorHttp } from '../drawers/vendor-http.js';
import { callTwilio, type TwilioAnswer } from '../twilio/twilio-rest.js';
import { accountOf, type VoiceConnection } from './voice.drawer.js';

/** The vendor cannot be reached, or not now: the same may be asked again. */
export class VendorAway extends Error {}
/** The vendor will not, and says why; asking again changes nothing. */
export class VendorRefused extends Error {
  constructor(
    readonly status: number,
    readonly code: number | undefined,
    reason: string,
  ) {
    super(reason);
  }
}

export interface Dialling {
  to: string;
  from: string;
  /** Fetched when somebody answers. */
  url: string;
  statusCallback: string;
  timeoutS: number;
}

/** The calls, conferences and recordings of one account. Each throws VendorAway or VendorRefused. */
export class VoiceRest {
  constructor(
    private readonly http: VendorHttp,
    private readonly connection: VoiceConnection,
  ) {}

  /** Gives the call's SID. */
  async dial({ to, from, url, statusCallback, timeoutS }: Dialling): Promise<string> {
    const form = new URLSearchParams({ To: to, From: from, Url: url, Method: 'POST', Timeout: String(timeoutS) });
    form.set('StatusCallback', statusCallback);
    form.set('StatusCallbackMethod', 'POST');
    for (const event of ['ringing', 'answered', 'completed']) form.append('StatusCallbackEvent', event);
    return sidOf(await this.ask('/Calls.json', form));
  }

  /** Takes a live call to another address of ours. False: it is over. */
  move(callSid: string, url: string): Promise<boolean> {
    return this.alive(callSid, { Url: url, Method: 'POST' });
  }

  /** False: it was over already. */
  hangUp(callSid: string): Promise<boolean> {
    return this.alive(callSid, { Status: 'completed' });
  }

  /** Whether the call is still going on. */
  async lives(callSid: string): Promise<boolean> {
    try {
      const { status } = await this.ask(`/Calls/${callSid}.json`);
      return status === 'queued' || status === 'ringing' || status === 'in-progress';
    } catch (error) {
      if (error instanceof VendorRefused && error.status === 404) return false;
      throw error;
    }
  }

  async participant(conferenceSid: string, callSid: string, changes: Record<string, string>): Promise<void> {
    await this.ask(`/Conferences/${conferenceSid}/Participants/${callSid}.json`, new URLSearchParams(changes));
  }

  /** The conference of this name that is going on; undefined where there is none. */
  async conferenceNamed(name: string): Promise<string | undefined> {
    const query = new URLSearchParams({ FriendlyName: name, Status: 'in-progress', PageSize: '1' });
    const { conferences } = await this.ask(`/Conferences.json?${query.toString()}`);
    const [found] = Array.isArray(conferences) ? (conferences as unknown[]) : [];
    const sid = (found as { sid?: unknown } | null | undefined)?.sid;
    return typeof sid === 'string' ? sid : undefined;
  }

  /** Dials somebody straight into a conference. Gives the SID of their call. */
  async invite(conferenceSid: string, form: Record<string, string>): Promise<string> {
    const { call_sid: sid } = await this.ask(`/Conferences/${conferenceSid}/Participants.json`, new URLSearchParams(form));
    return typeof sid === 'string' ? sid : unreadable();
  }

  async record(callSid: string, statusCallback: string): Promise<string> {
    const form = new URLSearchParams({ RecordingStatusCallback: statusCallback, RecordingChannels: 'dual' });
    return sidOf(await this.ask(`/Calls/${callSid}/Recordings.json`, form));
  }

  async setRecording(callSid: string, recordingSid: string, status: 'paused' | 'in-progress' | 'stopped'): Promise<void> {
    // Silence in place of what is not recorded, so that the length of the recording stays that of the call.
    const form = new URLSearchParams({ Status: status, ...(status === 'paused' ? { PauseBehavior: 'silence' } : {}) });
    await this.ask(`/Calls/${callSid}/Recordings/${recordingSid}.json`, form);
  }

  private async alive(callSid: string, form: Record<string, string>): Promise<boolean> {
    try {
      await this.ask(`/Calls/${callSid}.json`, new URLSearchParams(form));
      return true;
    } catch (error) {
      // 21220: not in progress. 20404: nothing of that name.
      if (error instanceof VendorRefused && (error.code === 21220 || error.status === 404)) return false;
      throw error;
    }
  }

  private async ask(path: string, form?: URLSearchParams): Promise<Record<string, unknown>> {
    return read(await callTwilio(this.http, accountOf(this.connection), path, form ? { form } : {}));
  }
}

function read(answer: TwilioAnswer): Record<string, unknown> {
  if (answer.outcome === 'done') return answer.json;
  if (answer.outcome === 'later') throw new VendorAway(answer.reason);
  throw new VendorRefused(answer.status, answer.code, answer.reason);
}

const sidOf = ({ sid }: Record<string, unknown>): string => (typeof sid === 'string' ? sid : unreadable());

function unreadable(): never {
  throw new VendorAway('Twilio answered without a SID');
}
