import type { FromLine, IceServer, SignalIce, SignalSdp } from '../../../src/contracts/call-sockets.js';

export interface Ends {
  answer: (body: SignalSdp) => void;
  ice: (body: SignalIce) => void;
  state: (state: RTCPeerConnectionState) => void;
  sound: (stream: MediaStream) => void;
}

/**
 * An end that waits for offers and answers them: the agent's for the customer's, a supervisor's for the agent's. An offer of
 * another line (their page was loaded anew) begins afresh; one of the same mends what broke.
 */
export class CallLine {
  readonly name = crypto.randomUUID();
  private iceServers: IceServer[] = [];
  pc: RTCPeerConnection | null = null;
  private peer: string | null = null;
  private early: RTCIceCandidateInit[] = [];
  private begin: () => void = () => undefined;
  /** One offer after the other, and none before this end has joined: an offer may overtake the answer to that. */
  private turn: Promise<void> = new Promise((resolve) => (this.begin = resolve));

  /** What the customer is sent now: the microphone, it and others, or (on hold) nothing. */
  private outgoing: MediaStreamTrack | null;

  constructor(
    readonly callId: string,
    /** Null: this end only hears. */
    private readonly microphone: MediaStreamTrack | null,
    private readonly ends: Ends,
  ) {
    this.outgoing = microphone;
  }

  joined(iceServers: IceServer[]): void {
    this.iceServers = iceServers;
    this.begin();
  }

  offered({ to, line, sdp }: FromLine<SignalSdp>): void {
    if (to !== this.name) return;
    this.turn = this.turn.then(() => this.answer(line, sdp)).catch(() => undefined);
  }

  async reached({ to, line, candidate, sdpMid, sdpMLineIndex, usernameFragment }: FromLine<SignalIce>): Promise<void> {
    if (to !== this.name) return;
    const way: RTCIceCandidateInit = {
      candidate,
      sdpMid: sdpMid ?? null,
      sdpMLineIndex: sdpMLineIndex ?? null,
      usernameFragment: usernameFragment ?? null,
    };
    // Ways may overtake the offer they belong to.
    if (!this.pc?.remoteDescription || this.peer !== line) this.early.push(way);
    else await this.pc.addIceCandidate(way).catch(() => undefined);
  }

  /** Another microphone, another mix, or silence, without a new negotiation. */
  send(track: MediaStreamTrack | null): void {
    this.outgoing = track;
    for (const sender of this.pc?.getSenders() ?? []) void sender.replaceTrack(track).catch(() => undefined);
  }

  close(): void {
    this.pc?.close();
    this.pc = null;
  }

  private async answer(line: string, sdp: string): Promise<void> {
    if (!this.pc || this.peer !== line || this.pc.signalingState === 'closed') this.build(line);
    const pc = this.pc!;
    await pc.setRemoteDescription({ type: 'offer', sdp });
    for (const way of this.early.splice(0)) await pc.addIceCandidate(way).catch(() => undefined);
    await pc.setLocalDescription(await pc.createAnswer());
    if (pc === this.pc) this.ends.answer({ callId: this.callId, to: line, sdp: pc.localDescription?.sdp ?? '' });
  }

  private build(line: string): void {
    this.pc?.close();
    const pc = new RTCPeerConnection({ iceServers: this.iceServers });
    this.pc = pc;
    if (this.peer !== null && this.peer !== line) this.early = [];
    this.peer = line;
    // Negotiated with the microphone also where something else, or nothing, is sent now: it can then be sent later.
    const sender = this.microphone && pc.addTrack(this.microphone, new MediaStream([this.microphone]));
    if (this.outgoing !== this.microphone) void sender?.replaceTrack(this.outgoing).catch(() => undefined);
    pc.addEventListener('track', ({ streams: [stream], track }) => this.ends.sound(stream ?? new MediaStream([track])));
    pc.addEventListener('icecandidate', ({ candidate }) => {
      if (pc === this.pc) this.ends.ice({ callId: this.callId, to: line, ...plain(candidate) });
    });
    pc.addEventListener('connectionstatechange', () => {
      if (pc === this.pc) this.ends.state(pc.connectionState);
    });
  }
}

/** The empty one says that there are no more. */
export function plain(candidate: RTCIceCandidate | null): Omit<SignalIce, 'callId' | 'to'> {
  if (!candidate) return { candidate: '' };
  const { candidate: text, sdpMid, sdpMLineIndex, usernameFragment } = candidate;
  return { candidate: text, sdpMid, sdpMLineIndex, usernameFragment };
}
