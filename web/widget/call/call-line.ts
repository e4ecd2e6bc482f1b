import type { FromLine, IceServer, SignalIce, SignalSdp } from '../../../src/contracts/call-sockets.js';

interface Ends {
  tell(event: string, body: object): void;
  state(state: RTCPeerConnectionState): void;
  sound(stream: MediaStream): void;
}

const TWICE_MS = 700;

/**
 * The customer's end of one call. It is always this end that offers: to whichever end of an agent is there, anew when that is
 * another one, with fresh addresses (an ICE restart) when it is the same one after a broken line.
 */
export class CallLine {
  readonly name = crypto.randomUUID();
  private callId = '';
  private iceServers: IceServer[] = [];
  private pc: RTCPeerConnection | null = null;
  private peer: string | null = null;
  private early: RTCIceCandidateInit[] = [];
  private offeredAt = -Infinity;

  constructor(
    private readonly microphone: MediaStream,
    private readonly ends: Ends,
  ) {}

  async joined(callId: string, iceServers: IceServer[], peer: { line: string } | null): Promise<void> {
    this.callId = callId;
    this.iceServers = iceServers;
    if (peer) await this.offerTo(peer.line);
  }

  /** `line`: the agent's end that is there, or there again. */
  async offerTo(line: string): Promise<void> {
    const isSame = this.pc !== null && this.peer === line && this.pc.signalingState !== 'closed';
    const pc = isSame ? this.pc! : this.build(line);
    // Told twice in a breath (by the answer to joining, and by the other end): the offer that is on its way is enough.
    if (isSame && pc.signalingState === 'have-local-offer' && performance.now() - this.offeredAt < TWICE_MS) return;
    this.offeredAt = performance.now();
    this.early = [];
    await pc.setLocalDescription(await pc.createOffer({ iceRestart: isSame }));
    if (pc === this.pc) this.ends.tell('call.offer', { callId: this.callId, to: line, sdp: pc.localDescription?.sdp });
  }

  private build(line: string): RTCPeerConnection {
    this.drop();
    const pc = new RTCPeerConnection({ iceServers: this.iceServers });
    this.pc = pc;
    this.peer = line;
    for (const track of this.microphone.getAudioTracks()) pc.addTrack(track, this.microphone);
    pc.addEventListener('track', ({ streams: [stream] }) => stream && this.ends.sound(stream));
    pc.addEventListener('icecandidate', ({ candidate }) => {
      if (pc === this.pc) this.ends.tell('call.ice', { callId: this.callId, to: line, ...plain(candidate) });
    });
    pc.addEventListener('connectionstatechange', () => {
      if (pc !== this.pc) return;
      this.ends.state(pc.connectionState);
      if (pc.connectionState === 'failed') void this.offerTo(line);
    });
    return pc;
  }

  async answered({ to, line, sdp }: FromLine<SignalSdp>): Promise<void> {
    const { pc } = this;
    if (!pc || to !== this.name || line !== this.peer || pc.signalingState !== 'have-local-offer') return;
    await pc.setRemoteDescription({ type: 'answer', sdp });
    for (const candidate of this.early.splice(0)) await pc.addIceCandidate(candidate).catch(() => undefined);
  }

  async reached({ to, line, candidate: text, sdpMid, sdpMLineIndex, usernameFragment }: FromLine<SignalIce>): Promise<void> {
    const candidate = { candidate: text, sdpMid, sdpMLineIndex, usernameFragment };
    if (!this.pc || to !== this.name || line !== this.peer) return;
    if (!this.pc.remoteDescription || this.pc.signalingState !== 'stable') this.early.push(candidate);
    // A way that leads nowhere is one way less, and no reason to end the call.
    else await this.pc.addIceCandidate(candidate).catch(() => undefined);
  }

  speak(on: boolean): void {
    for (const track of this.microphone.getAudioTracks()) track.enabled = on;
  }

  /** The agent's end is gone; the microphone stays ours. */
  drop(): void {
    this.pc?.close();
    this.pc = null;
    this.peer = null;
    this.early = [];
  }

  close(): void {
    this.drop();
    for (const track of this.microphone.getTracks()) track.stop();
  }
}

/** The empty one says that there are no more. */
function plain(candidate: RTCIceCandidate | null): RTCIceCandidateInit {
  if (!candidate) return { candidate: '' };
  const { candidate: text, sdpMid, sdpMLineIndex, usernameFragment } = candidate;
  return { candidate: text, sdpMid, sdpMLineIndex, usernameFragment };
}
