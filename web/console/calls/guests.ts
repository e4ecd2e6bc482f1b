import type { CallBeside, FromLine, IceServer, SignalIce, SignalSdp } from '../../../src/contracts/call-sockets.js';
import { tell } from '../live/socket.js';
import { plain } from './call-line.js';
import { iceServersNow, lineNow, mixNow } from './talk.js';

/** The agent's page offers to whoever is beside the call: what they hear is mixed here, and what they say heard here. */
class GuestLine {
  private readonly pc: RTCPeerConnection;
  private early: RTCIceCandidateInit[] = [];

  constructor(
    private readonly callId: string,
    private readonly own: string,
    readonly line: string,
    iceServers: IceServer[],
    track: MediaStreamTrack,
    voice: (stream: MediaStream) => void,
  ) {
    this.pc = new RTCPeerConnection({ iceServers });
    this.pc.addTrack(track, new MediaStream([track]));
    this.pc.addEventListener('track', ({ track: theirs }) => voice(new MediaStream([theirs])));
    this.pc.addEventListener('icecandidate', ({ candidate }) =>
      tell('call.ice', { callId: this.callId, to: this.line, ...plain(candidate) }),
    );
    this.pc.addEventListener('connectionstatechange', () => {
      if (this.pc.connectionState === 'failed') void this.offer(true);
    });
    void this.offer(false);
  }

  async answered({ to, sdp }: FromLine<SignalSdp>): Promise<void> {
    if (to !== this.own || this.pc.signalingState !== 'have-local-offer') return;
    await this.pc.setRemoteDescription({ type: 'answer', sdp });
    for (const way of this.early.splice(0)) await this.pc.addIceCandidate(way).catch(() => undefined);
  }

  async reached({ to, candidate, sdpMid, sdpMLineIndex }: FromLine<SignalIce>): Promise<void> {
    if (to !== this.own) return;
    const way = { candidate, sdpMid: sdpMid ?? null, sdpMLineIndex: sdpMLineIndex ?? null };
    if (this.pc.remoteDescription) await this.pc.addIceCandidate(way).catch(() => undefined);
    else this.early.push(way);
  }

  close(): void {
    this.pc.close();
  }

  private async offer(iceRestart: boolean): Promise<void> {
    await this.pc.setLocalDescription(await this.pc.createOffer({ iceRestart }));
    tell('call.offer', { callId: this.callId, to: this.line, sdp: this.pc.localDescription?.sdp ?? '' });
  }
}

const guests = new Map<string, GuestLine>();

export const guestOf = (line: string): GuestLine | undefined => guests.get(line);

/** The server says who is beside the call and how they are to be heard; the page only does it. */
export function seatGuest({ callId, line, mode }: CallBeside): void {
  const [here, mix] = [lineNow(), mixNow()];
  if (!here || !mix || here.callId !== callId) return;
  if (mode === 'off') {
    guests.get(line)?.close();
    guests.delete(line);
    mix.leave(line);
    return;
  }
  const track = mix.seat(line, mode);
  if (guests.has(line)) return;
  guests.set(line, new GuestLine(callId, here.name, line, iceServersNow(), track, (voice) => mix.voiceOf(line, voice)));
}

export function sendGuestsAway(): void {
  for (const guest of guests.values()) guest.close();
  guests.clear();
}
