import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { CallOutcome, CallState, WidgetCallView } from '../../src/contracts/calls.js';
import { until } from '../support/until.js';
import type { Screen, Stage } from './stage.js';

const socketClient = readFileSync(new URL('../../node_modules/socket.io-client/dist/socket.io.min.js', import.meta.url), 'utf8');

/** A customer's end of a call on a page of nothing else: what the signalling contract asks of it, and not a line more. */
const script = `
globalThis.caller = {
  async open(visitorToken) {
    const answer = await fetch('/v1/widget/sessions', { method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inboxKey: 'demo-web', ...(visitorToken ? { visitorToken } : {}) }) });
    const session = await answer.json();
    this.visitorToken = session.visitorToken;
    this.line = crypto.randomUUID();
    this.microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    this.socket = io('/widget', { auth: (give) => give({ token: session.token }) });
    this.socket.on('call.updated', (view) => (this.view = view));
    this.socket.on('call.peer', ({ line }) => void this.offer(line));
    this.socket.on('call.mute', ({ on }) => (this.otherMuted = on));
    this.socket.on('call.answer', async ({ to, line, sdp }) => {
      if (to === this.line && line === this.peer) await this.pc.setRemoteDescription({ type: 'answer', sdp });
      for (const way of this.early.splice(0)) await this.pc.addIceCandidate(way).catch(() => undefined);
    });
    this.socket.on('call.ice', async ({ to, line, callId, ...way }) => {
      if (to !== this.line || line !== this.peer) return;
      if (this.pc.remoteDescription) await this.pc.addIceCandidate(way).catch(() => undefined);
      else this.early.push(way);
    });
    await new Promise((resolve) => this.socket.once('connect', resolve));
    return this.visitorToken;
  },
  async call() { await this.joined(await this.socket.emitWithAck('call.start', { line: this.line })); },
  async goOn(callId) { await this.joined(await this.socket.emitWithAck('call.join', { callId, line: this.line })); },
  async joined(answer) {
    if (!answer.ok) throw new Error(answer.problem.detail);
    this.view = answer.call;
    this.iceServers = answer.iceServers;
    if (answer.peer) await this.offer(answer.peer.line);
  },
  async offer(line) {
    const again = this.pc && this.peer === line;
    if (again && this.pc.signalingState === 'have-local-offer') return;
    if (!again) {
      this.pc?.close();
      const pc = (this.pc = new RTCPeerConnection({ iceServers: this.iceServers }));
      this.peer = line;
      this.early = [];
      for (const track of this.microphone.getTracks()) pc.addTrack(track, this.microphone);
      pc.addEventListener('icecandidate', ({ candidate }) => pc === this.pc && this.socket.emit('call.ice', {
        callId: this.view.id, to: line,
        ...(candidate ? { candidate: candidate.candidate, sdpMid: candidate.sdpMid, sdpMLineIndex: candidate.sdpMLineIndex } : { candidate: '' }),
      }));
      // Sound is decoded only where somebody plays it.
      pc.addEventListener('track', ({ streams: [stream] }) => {
        this.speaker = Object.assign(new Audio(), { srcObject: stream });
        void this.speaker.play().catch(() => undefined);
      });
    }
    const { pc } = this;
    await pc.setLocalDescription(await pc.createOffer({ iceRestart: Boolean(again) }));
    this.socket.emit('call.offer', { callId: this.view.id, to: line, sdp: pc.localDescription.sdp });
  },
  mute(on) {
    this.microphone.getTracks().forEach((track) => (track.enabled = !on));
    this.socket.emit('call.mute', { callId: this.view.id, on });
  },
  hangUp() { return this.socket.emitWithAck('call.hangup', { callId: this.view.id }); },
};`;

export interface Sound {
  packets: number;
  energy: number;
}

/** Keeps a page's connections where a test can ask them what they received; the page itself does not know. */
export const watchConnections = `
  globalThis.watched = [];
  const Real = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); globalThis.watched.push(this); }
  };`;

/** What a page has received by its live connections, newest first. */
export function heard(page: Page, at = 0): Promise<Sound> {
  return page.evaluate(`(async () => {
    const sound = { packets: 0, energy: 0 };
    const one = globalThis.watched.filter((pc) => pc.connectionState !== 'closed').reverse()[${at}];
    if (one) for (const row of (await one.getStats()).values())
      if (row.type === 'inbound-rtp' && row.kind === 'audio')
        Object.assign(sound, { packets: row.packetsReceived, energy: row.totalAudioEnergy ?? 0 });
    return sound;
  })()`);
}

/** Packets keep coming, and there is sound in them. */
export async function hears(page: Page, who: string, at = 0): Promise<void> {
  const first = await until(`${who} hears something`, async () => {
    const sound = await heard(page, at);
    return sound.packets > 0 && sound.energy > 0 ? sound : undefined;
  });
  await until(`${who} goes on hearing`, async () => {
    const sound = await heard(page, at);
    return sound.packets > first.packets + 20 && sound.energy > first.energy ? sound : undefined;
  });
}

/** Somebody who calls from a page. */
export class Caller {
  private constructor(
    readonly screen: Screen,
    readonly visitorToken: string,
  ) {}

  static async open(stage: Stage, visitorToken?: string): Promise<Caller> {
    const screen = await stage.open();
    const { page } = screen;
    await page.addInitScript(`${watchConnections}\n${socketClient}\n${script}`);
    // Any page of the same origin that holds nothing itself.
    await page.goto('/health/live');
    const token = await page.evaluate(`caller.open(${JSON.stringify(visitorToken ?? null)})`);
    return new Caller(screen, token as string);
  }

  get page(): Page {
    return this.screen.page;
  }

  async call(): Promise<void> {
    await this.page.evaluate('caller.call()');
  }

  async goOn(callId: string): Promise<void> {
    await this.page.evaluate(`caller.goOn(${JSON.stringify(callId)})`);
  }

  async hangUp(): Promise<void> {
    await this.page.evaluate('caller.hangUp()');
  }

  async mute(on: boolean): Promise<void> {
    await this.page.evaluate(`caller.mute(${on})`);
  }

  view(): Promise<WidgetCallView> {
    return this.page.evaluate('caller.view');
  }

  /** Waits until their call is so. */
  async is(state: CallState, outcome?: CallOutcome): Promise<WidgetCallView> {
    return until(`the call is ${state}`, async () => {
      const view = await this.view();
      return view.state === state && (outcome === undefined || view.outcome === outcome) ? view : undefined;
    });
  }
}
