import { randomBytes } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import { until } from '../until.js';
import type { FakeTwilioVoice } from './twilio-voice.js';

type Node = Record<string, unknown> & { ':@'?: Record<string, string> };
export type Fields = Record<string, string>;

export interface Webhook {
  url: string;
  fields: Fields;
  status: number;
  body: string;
}

export const hex = (): string => randomBytes(16).toString('hex');
const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', trimValues: true });
const verbOf = (node: Node): string => Object.keys(node).find((key) => key !== ':@')!;
const insideOf = (node: Node): Node[] => node[verbOf(node)] as Node[];
const attributesOf = (node: Node): Record<string, string> => node[':@'] ?? {};
const textOf = (node: Node): string =>
  insideOf(node)
    .map((child) => String(child['#text'] ?? ''))
    .join('');

/** Thrown inside a call that was taken elsewhere by REST, or is over. */
class Interrupted extends Error {
  constructor(readonly to: string | null) {
    super('interrupted');
  }
}

interface Blocked {
  verb: 'Pause' | 'Play' | 'Gather' | 'Record' | 'Conference';
  go: (input: Fields) => void;
  stop: (error: Interrupted) => void;
}

/** One call at the vendor: what was heard on it, and what it waits for. */
export class VendorCall {
  readonly sid = `CA${hex()}`;
  status: 'queued' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled' = 'queued';
  /** Everything said or played, in order. */
  readonly heard: string[] = [];
  blocked: Blocked | undefined;
  room: Room | undefined;
  muted = false;
  held = false;
  coaching: string | undefined;
  endsRoom = false;
  /** The conference that it was called into. */
  invitedTo: Room | undefined;
  label = '';
  recordings: { sid: string; status: string; callback: string }[] = [];
  /** What went wrong here while instructions were followed. */
  trouble: unknown;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly vendor: FakeTwilioVoice,
    readonly from: string,
    readonly to: string,
    readonly direction: 'inbound' | 'outbound-api',
    readonly hooks: { url: string | null; statusCallback: string | null; events: string[] },
  ) {}

  get over(): boolean {
    return !['queued', 'ringing', 'in-progress'].includes(this.status);
  }

  base(): Fields {
    return {
      ...{ AccountSid: this.vendor.accountSid, ApiVersion: '2010-04-01', CallSid: this.sid, From: this.from, To: this.to },
      ...{ CallStatus: this.status, Direction: this.direction },
    };
  }

  /** The other end picks up (or, for a call that comes in, the vendor does). */
  async answer(more: Fields = {}): Promise<void> {
    this.status = 'in-progress';
    await this.tell('answered');
    if (this.invitedTo) {
      this.invitedTo.enter(this, false, null);
      this.block('Conference').catch(() => undefined);
    } else this.run(this.hooks.url!, more);
    await this.settled();
  }

  /** Nobody picks up. */
  async fail(status: 'no-answer' | 'busy' | 'failed' | 'canceled'): Promise<void> {
    await this.end(status);
  }

  async hangUp(): Promise<void> {
    await this.end('completed');
  }

  async press(digits: string): Promise<void> {
    await this.input('Gather', { Digits: digits });
  }

  async say(speech: string): Promise<void> {
    await this.input('Gather', { SpeechResult: speech, Confidence: '0.9' });
  }

  /** The time of whatever is going on runs out. */
  async letTimePass(): Promise<void> {
    const blocked = await this.waiting();
    if (blocked.verb === 'Conference' || blocked.verb === 'Record') throw new Error(`${blocked.verb} does not end by itself`);
    blocked.go({});
    await this.settled();
  }

  /** Speaks after the tone. Gives the recording's SID. */
  async leaveMessage(seconds: number): Promise<string> {
    const blocked = await this.waiting('Record');
    const sid = `RE${hex()}`;
    this.vendor.recordings.set(sid, Buffer.from(`sound of ${sid}`));
    blocked.go({ RecordingSid: sid, RecordingDuration: String(seconds), Digits: '#' });
    await this.settled();
    return sid;
  }

  async input(verb: 'Gather', fields: Fields): Promise<void> {
    const blocked = await this.waiting(verb);
    blocked.go(fields);
    await this.settled();
  }

  waiting(verb?: Blocked['verb']): Promise<Blocked> {
    return until(`${this.label || this.to} waits${verb ? ` in ${verb}` : ''} (heard: ${this.heard.slice(-4).join(' | ')})`, () =>
      this.blocked && (!verb || this.blocked.verb === verb) ? this.blocked : undefined,
    );
  }

  /** Until it waits for somebody again, or is over. */
  settled(): Promise<unknown> {
    return until(`${this.sid} settles`, () => {
      if (this.trouble) throw this.trouble as Error;
      return this.blocked !== undefined || this.over;
    });
  }

  hears(text: string | RegExp): Promise<string> {
    return until(`${this.label || this.to} hears ${String(text)} (heard: ${this.heard.join(' | ')})`, () =>
      this.heard.find((one) => (typeof text === 'string' ? one.includes(text) : text.test(one))),
    );
  }

  /** As REST: `null` ends it. */
  interrupt(to: string | null): void {
    this.blocked?.stop(new Interrupted(to));
  }

  async end(status: VendorCall['status']): Promise<void> {
    if (this.over) return;
    this.status = status;
    this.interrupt(null);
    this.room?.leave(this);
    for (const one of this.recordings.filter((two) => two.status !== 'stopped')) await this.vendor.finishRecording(this, one);
    await this.tell('completed');
  }

  async tell(event: 'initiated' | 'ringing' | 'answered' | 'completed'): Promise<void> {
    const { statusCallback, events } = this.hooks;
    if (!statusCallback || !events.includes(event)) return;
    await this.vendor.post(statusCallback, { ...this.base(), CallbackSource: 'call-progress-events' });
  }

  run(url: string, more: Fields = {}): void {
    this.running = this.running.then(() => this.follow(url, more)).catch((error: unknown) => void (this.trouble = error));
  }

  /** Fetches instructions and does them, to the end of the call. */
  private async follow(first: string, more: Fields): Promise<void> {
    let next: { url: string; fields: Fields } | null = { url: first, fields: more };
    while (next && !this.over) {
      const { body, status } = await this.vendor.post(next.url, { ...this.base(), ...next.fields }, this);
      if (status !== 200) {
        this.heard.push(`<an application error: ${status}>`);
        return this.end('completed');
      }
      const response = (parser.parse(body) as Node[]).find((node) => 'Response' in node)!;
      try {
        next = await this.verbs(insideOf(response));
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        next = error.to ? { url: error.to, fields: {} } : null;
      } finally {
        this.blocked = undefined;
      }
      if (!next && !this.over) await this.end('completed');
    }
  }

  private async verbs(nodes: Node[]): Promise<{ url: string; fields: Fields } | null> {
    for (const node of nodes) {
      const attributes = attributesOf(node);
      switch (verbOf(node)) {
        case 'Say':
          this.heard.push(textOf(node));
          break;
        case 'Play':
          this.heard.push(`♪ ${textOf(node)}`);
          await this.block('Play');
          break;
        case 'Pause':
          await this.block('Pause');
          break;
        case 'Redirect':
          return { url: textOf(node), fields: {} };
        case 'Hangup':
          return null;
        case 'Reject':
          this.status = 'busy';
          return null;
        case 'Gather': {
          const given = await this.gather(node);
          if (given) return { url: attributes['action']!, fields: given };
          break;
        }
        case 'Record': {
          const given = await this.block('Record');
          const fields = { ...given, RecordingUrl: `${this.vendor.url}/Recordings/${given['RecordingSid']}` };
          const callback = attributes['recordingStatusCallback'];
          if (callback)
            this.vendor.later(() => this.vendor.post(callback, { ...this.base(), ...fields, RecordingStatus: 'completed' }));
          if (attributes['transcribe'] === 'true')
            this.vendor.transcribes.set(given['RecordingSid']!, attributes['transcribeCallback']!);
          return { url: attributes['action']!, fields };
        }
        case 'Dial': {
          const { action } = attributes;
          await this.join(insideOf(node)[0]!).catch(async (error: unknown) => {
            // Whoever hangs up is told of too; nobody hears the answer.
            if (action && this.over) await this.vendor.post(action, { ...this.base(), DialCallStatus: 'completed' });
            throw error;
          });
          if (attributes['action']) return { url: attributes['action'], fields: { DialCallStatus: 'completed' } };
          break;
        }
        default:
          throw new Error(`the fake knows no ${verbOf(node)}`);
      }
    }
    return null;
  }

  private async gather(node: Node): Promise<Fields | undefined> {
    const attributes = attributesOf(node);
    for (const child of insideOf(node))
      if (verbOf(child) === 'Say') this.heard.push(textOf(child));
      else if (verbOf(child) === 'Play') this.heard.push(`♪ ${textOf(child)}`);
    const given = await this.block('Gather');
    const nothing = Object.keys(given).length === 0;
    return nothing && attributes['actionOnEmptyResult'] !== 'true' ? undefined : { Digits: '', ...given };
  }

  private async join(node: Node): Promise<void> {
    const attributes = attributesOf(node);
    const room = this.vendor.roomOf(textOf(node));
    this.endsRoom = attributes['endConferenceOnExit'] === 'true';
    this.label = attributes['participantLabel'] ?? '';
    const starts = attributes['startConferenceOnEnter'] !== 'false';
    room.enter(this, starts, attributes['statusCallback'] ?? null);
    try {
      await this.block('Conference');
    } finally {
      room.leave(this);
    }
  }

  block(verb: Blocked['verb']): Promise<Fields> {
    if (this.over) throw new Interrupted(null);
    return new Promise<Fields>((resolve, reject) => {
      this.blocked = {
        verb,
        go: (fields) => {
          this.blocked = undefined;
          resolve(fields);
        },
        stop: (error) => {
          this.blocked = undefined;
          reject(error);
        },
      };
    });
  }
}

/** One conference. */
export class Room {
  readonly sid = `CF${hex()}`;
  readonly members: VendorCall[] = [];
  started = false;
  over = false;
  private callback: string | null = null;
  private sequence = 0;

  constructor(
    private readonly vendor: FakeTwilioVoice,
    readonly name: string,
  ) {}

  enter(call: VendorCall, starts: boolean, callback: string | null): void {
    this.callback ??= callback;
    this.members.push(call);
    call.room = this;
    this.tell('participant-join', call);
    if (starts && !this.started) {
      this.started = true;
      this.tell('conference-start', call);
    }
  }

  leave(call: VendorCall): void {
    const at = this.members.indexOf(call);
    if (at < 0) return;
    this.members.splice(at, 1);
    call.room = undefined;
    this.tell('participant-leave', call);
    if (!call.endsRoom && this.members.length > 0) return;
    this.over = true;
    this.vendor.rooms.delete(this.name);
    for (const other of [...this.members]) {
      this.members.splice(this.members.indexOf(other), 1);
      other.room = undefined;
      other.blocked?.go({});
    }
    this.tell('conference-end', call);
  }

  private tell(event: string, call: VendorCall): void {
    const callback = this.callback;
    if (!callback) return;
    const fields = {
      ...{ AccountSid: this.vendor.accountSid, ConferenceSid: this.sid, FriendlyName: this.name, StatusCallbackEvent: event },
      ...{ CallSid: call.sid, SequenceNumber: String(++this.sequence), Muted: String(call.muted), Hold: String(call.held) },
    };
    this.vendor.later(() => this.vendor.post(callback, fields));
  }
}
