import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilioWebhooks from 'twilio/lib/webhooks/webhooks.js';
import { until } from '../until.js';
import { type Fields, hex, Room, VendorCall, type Webhook } from './twilio-voice-call.js';

export type { VendorCall } from './twilio-voice-call.js';

/**
 * Twilio's programmable voice as it is documented, on loopback: the REST resources for calls, conferences and recordings,
 * and an engine that fetches TwiML with signed requests and does it. Time passes only when a test lets it.
 */
export class FakeTwilioVoice {
  readonly accountSid = `AC${createHash('md5').update('an account').digest('hex')}`;
  readonly authToken = createHash('md5').update('an auth token').digest('hex');
  readonly calls = new Map<string, VendorCall>();
  readonly rooms = new Map<string, Room>();
  readonly recordings = new Map<string, Buffer>();
  readonly transcribes = new Map<string, string>();
  /** Every webhook that was sent, with its answer. */
  readonly sent: Webhook[] = [];
  /** Every REST call that came: method, path and form. */
  readonly asked: { method: string; path: string; form: URLSearchParams }[] = [];
  /** How REST answers: as it should, with 502, or not at all. */
  mode: 'up' | 'bad gateway' | 'silent' = 'up';
  url = '';
  /** Where the public address of the application really is. */
  private target = { publicUrl: '', url: '' };
  private server: Server | undefined;
  private readonly silent = new Set<ServerResponse>();
  private pending: Promise<unknown>[] = [];

  async start(): Promise<void> {
    this.server = createServer((request, response) => void this.serve(request, response));
    await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const call of this.calls.values()) call.interrupt(null);
    for (const response of this.silent) response.destroy();
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  pointAt(publicUrl: string, url: string): void {
    this.target = { publicUrl, url };
  }

  /** Somebody calls a number of the account. */
  async incoming(
    from: string,
    to: string,
    hooks: { url: string; statusCallback: string },
    more: Fields = {},
  ): Promise<VendorCall> {
    const call = new VendorCall(this, from, to, 'inbound', { ...hooks, events: ['completed'] });
    call.status = 'ringing';
    this.calls.set(call.sid, call);
    await call.answer(more);
    return call;
  }

  /** A call that the application has placed to this number, and that rings. */
  ringing(to: string): Promise<VendorCall> {
    return until(`a call to ${to} rings`, () =>
      [...this.calls.values()].find((call) => call.to === to && call.status === 'ringing'),
    );
  }

  callsTo(to: string): VendorCall[] {
    return [...this.calls.values()].filter((call) => call.to === to);
  }

  roomOf(name: string): Room {
    let room = this.rooms.get(name);
    if (!room) this.rooms.set(name, (room = new Room(this, name)));
    return room;
  }

  /** A webhook, signed by the vendor's own code. */
  async post(url: string, fields: Fields, _call?: VendorCall): Promise<Webhook> {
    const signature = twilioWebhooks.getExpectedTwilioSignature(this.authToken, url, fields);
    const sent = await this.deliver(url, fields, signature);
    this.sent.push(sent);
    return sent;
  }

  /** The same webhook once more, byte for byte. */
  async repeat(webhook: Webhook): Promise<Webhook> {
    const signature = twilioWebhooks.getExpectedTwilioSignature(this.authToken, webhook.url, webhook.fields);
    return this.deliver(webhook.url, webhook.fields, signature);
  }

  async deliver(url: string, fields: Fields, signature: string): Promise<Webhook> {
    const response = await fetch(url.replace(this.target.publicUrl, this.target.url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', 'x-twilio-signature': signature },
      body: new URLSearchParams(fields),
      signal: AbortSignal.timeout(15_000),
    });
    return { url, fields, status: response.status, body: await response.text() };
  }

  later(act: () => Promise<unknown>): void {
    this.pending.push(act().catch(() => undefined));
  }

  /** Until everything that was told by the way has been told. */
  async quiet(): Promise<void> {
    while (this.pending.length > 0) await Promise.all(this.pending.splice(0));
  }

  async transcribe(recordingSid: string, text: string | null): Promise<Webhook> {
    return this.post(this.transcribes.get(recordingSid)!, {
      ...{ AccountSid: this.accountSid, RecordingSid: recordingSid, TranscriptionSid: `TR${hex()}` },
      ...{ TranscriptionStatus: text === null ? 'failed' : 'completed', TranscriptionText: text ?? '' },
    });
  }

  finishRecording(call: VendorCall, recording: VendorCall['recordings'][number]): Promise<void> {
    recording.status = 'stopped';
    this.recordings.set(recording.sid, Buffer.from(`sound of ${recording.sid}`));
    const fields = { RecordingSid: recording.sid, RecordingStatus: 'completed', RecordingDuration: '61', CallSid: call.sid };
    this.later(() => this.post(recording.callback, { AccountSid: this.accountSid, ...fields }));
    return Promise.resolve();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const { pathname: path, searchParams } = new URL(request.url!, 'http://x');
    this.asked.push({ method: request.method!, path, form });
    const answer = (status: number, body: object | Buffer, type = 'application/json'): void =>
      void response.writeHead(status, { 'content-type': type }).end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
    if (this.mode === 'silent') return void this.silent.add(response);
    if (this.mode === 'bad gateway') return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>502</html>');
    const basic = `Basic ${Buffer.from(`${this.accountSid}:${this.authToken}`).toString('base64')}`;
    if (request.headers.authorization !== basic) return answer(401, problem(20003, 'Authenticate', 401));
    const parts = path.split('/').slice(1);
    if (parts[0] !== '2010-04-01' || parts[1] !== 'Accounts' || parts[2] !== this.accountSid)
      return answer(404, problem(20404, `The requested resource ${path} was not found`, 404));
    try {
      this.resource(request.method!, parts.slice(3), searchParams, form, answer);
    } catch (error) {
      answer(500, problem(20500, String(error), 500));
    }
  }

  private resource(
    method: string,
    parts: string[],
    query: URLSearchParams,
    form: URLSearchParams,
    answer: (status: number, body: object | Buffer, type?: string) => void,
  ): void {
    const [kind, sid = '', what, which = ''] = parts.map((part) => part.replace(/\.json$/, ''));
    const missing = (): void => answer(404, problem(20404, 'The requested resource was not found', 404));
    if (kind === 'Recordings') {
      const body = this.recordings.get(sid.replace(/\.mp3$/, ''));
      return body ? answer(200, body, 'audio/mpeg') : missing();
    }
    if (kind === 'Calls' && !sid) return this.place(form, answer);
    if (kind === 'Calls') {
      const call = this.calls.get(sid);
      if (!call) return missing();
      if (what === 'Recordings') return this.record(call, which, form, answer);
      return method === 'GET' ? answer(200, { sid, status: call.status }) : this.update(call, form, answer);
    }
    if (kind === 'Conferences' && !sid) {
      const named = this.rooms.get(query.get('FriendlyName') ?? '');
      return answer(200, { conferences: named?.started ? [{ sid: named.sid }] : [] });
    }
    const room = [...this.rooms.values()].find((one) => one.sid === sid);
    if (kind !== 'Conferences' || !room) return missing();
    if (what === 'Participants' && !which) return this.invite(room, form, answer);
    const member = room.members.find((one) => one.sid === which);
    if (!member) return missing();
    if (form.has('Hold')) member.held = form.get('Hold') === 'true';
    if (form.has('Muted')) member.muted = form.get('Muted') === 'true';
    if (form.has('EndConferenceOnExit')) member.endsRoom = form.get('EndConferenceOnExit') === 'true';
    if (form.has('Coaching')) member.coaching = form.get('Coaching') === 'true' ? form.get('CallSidToCoach')! : undefined;
    answer(200, { call_sid: member.sid, hold: member.held, muted: member.muted, coaching: member.coaching !== undefined });
  }

  private place(form: URLSearchParams, answer: (status: number, body: object) => void): void {
    const to = form.get('To') ?? '';
    if (!form.get('From')) return answer(400, problem(21213, "No 'From' number is specified", 400));
    if (!/^(\+[1-9]\d{6,14}|sip:.+|client:.+)$/.test(to))
      return answer(400, problem(21211, `Invalid 'To' Phone Number: ${to}`, 400));
    const call = new VendorCall(this, form.get('From')!, to, 'outbound-api', {
      ...{ url: form.get('Url'), statusCallback: form.get('StatusCallback'), events: form.getAll('StatusCallbackEvent') },
    });
    this.calls.set(call.sid, call);
    answer(201, { sid: call.sid, status: 'queued', to, from: call.from });
    call.status = 'ringing';
    this.later(() => call.tell('ringing'));
  }

  private update(call: VendorCall, form: URLSearchParams, answer: (status: number, body: object) => void): void {
    if (call.over) return answer(400, problem(21220, 'Call is not in-progress. Cannot redirect.', 400));
    if (form.get('Status') === 'completed') {
      answer(200, { sid: call.sid, status: 'completed' });
      return void this.later(() => call.end(call.status === 'ringing' ? 'canceled' : 'completed'));
    }
    answer(200, { sid: call.sid, status: call.status });
    call.room?.leave(call);
    call.interrupt(form.get('Url'));
  }

  private record(call: VendorCall, which: string, form: URLSearchParams, answer: (status: number, body: object) => void): void {
    if (!which) {
      if (call.status !== 'in-progress')
        return answer(400, problem(21220, 'Requested resource is not eligible for recording', 400));
      const recording = { sid: `RE${hex()}`, status: 'in-progress', callback: form.get('RecordingStatusCallback') ?? '' };
      call.recordings.push(recording);
      return answer(201, { sid: recording.sid, status: 'in-progress', call_sid: call.sid });
    }
    const recording = call.recordings.find((one) => one.sid === which);
    if (!recording) return answer(404, problem(20404, 'The requested resource was not found', 404));
    const status = form.get('Status')!;
    if (status === 'stopped') void this.finishRecording(call, recording);
    else recording.status = status;
    answer(200, { sid: which, status });
  }

  private invite(room: Room, form: URLSearchParams, answer: (status: number, body: object) => void): void {
    const call = new VendorCall(this, form.get('From')!, form.get('To')!, 'outbound-api', {
      ...{ url: null, statusCallback: form.get('StatusCallback'), events: (form.get('StatusCallbackEvent') ?? '').split(' ') },
    });
    call.muted = form.get('Muted') === 'true';
    call.coaching = form.get('Coaching') === 'true' ? form.get('CallSidToCoach')! : undefined;
    call.label = form.get('Label') ?? '';
    call.endsRoom = form.get('EndConferenceOnExit') === 'true';
    call.invitedTo = room;
    this.calls.set(call.sid, call);
    answer(201, { call_sid: call.sid, conference_sid: room.sid, label: call.label });
    call.status = 'ringing';
  }
}

const problem = (code: number, message: string, status: number): object => ({
  ...{ code, message, status },
  more_info: `https://www.twilio.com/docs/errors/${code}`,
});
