/**
 * @typedef {import('../../src/contracts/call-sockets.js').IceServer} IceServer
 * @typedef {{ tell: (event: string, body: object) => void, state: (state: RTCPeerConnectionState) => void, sound: (stream: MediaStream) => void }} Ends
 */

const TWICE_MS = 700;

/**
 * The customer's end of one call. It is always this end that offers: to whichever end of an agent is there, anew when that is
 * another one, with fresh addresses (an ICE restart) when it is the same one after a broken line.
 */
export class CallLine {
  /** @param {MediaStream} microphone @param {Ends} ends */
  constructor(microphone, ends) {
    this.name = crypto.randomUUID();
    this.microphone = microphone;
    this.ends = ends;
    this.callId = '';
    /** @type {IceServer[]} */
    this.iceServers = [];
    /** @type {RTCPeerConnection | null} */
    this.pc = null;
    /** @type {string | null} */
    this.peer = null;
    /** @type {RTCIceCandidateInit[]} */
    this.early = [];
    this.offeredAt = -Infinity;
  }

  /** @param {string} callId @param {IceServer[]} iceServers @param {{ line: string } | null} peer */
  async joined(callId, iceServers, peer) {
    this.callId = callId;
    this.iceServers = iceServers;
    if (peer) await this.offerTo(peer.line);
  }

  /** @param {string} line the agent's end that is there, or there again */
  async offerTo(line) {
    const isSame = this.pc !== null && this.peer === line && this.pc.signalingState !== 'closed';
    if (!isSame) this.build(line);
    // Told twice in a breath (by the answer to joining, and by the other end): the offer that is on its way is enough.
    if (isSame && this.pc?.signalingState === 'have-local-offer' && performance.now() - this.offeredAt < TWICE_MS) return;
    this.offeredAt = performance.now();
    const pc = /** @type {RTCPeerConnection} */ (this.pc);
    this.early = [];
    await pc.setLocalDescription(await pc.createOffer({ iceRestart: isSame }));
    if (pc === this.pc) this.ends.tell('call.offer', { callId: this.callId, to: line, sdp: pc.localDescription?.sdp });
  }

  /** @param {string} line */
  build(line) {
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
  }

  /** @param {{ to: string, line: string, sdp: string }} body */
  async answered({ to, line, sdp }) {
    const { pc } = this;
    if (!pc || to !== this.name || line !== this.peer || pc.signalingState !== 'have-local-offer') return;
    await pc.setRemoteDescription({ type: 'answer', sdp });
    for (const candidate of this.early.splice(0)) await pc.addIceCandidate(candidate).catch(() => undefined);
  }

  /** @param {{ to: string, line: string } & RTCIceCandidateInit} body */
  async reached({ to, line, candidate: text, sdpMid, sdpMLineIndex, usernameFragment }) {
    const candidate = { candidate: text, sdpMid, sdpMLineIndex, usernameFragment };
    if (!this.pc || to !== this.name || line !== this.peer) return;
    if (!this.pc.remoteDescription || this.pc.signalingState !== 'stable') this.early.push(candidate);
    // A way that leads nowhere is one way less, and no reason to end the call.
    else await this.pc.addIceCandidate(candidate).catch(() => undefined);
  }

  /** @param {boolean} on */
  speak(on) {
    for (const track of this.microphone.getAudioTracks()) track.enabled = on;
  }

  /** The agent's end is gone; the microphone stays ours. */
  drop() {
    this.pc?.close();
    this.pc = null;
    this.peer = null;
    this.early = [];
  }

  close() {
    this.drop();
    for (const track of this.microphone.getTracks()) track.stop();
  }
}

/** The empty one says that there are no more. @param {RTCIceCandidate | null} candidate */
function plain(candidate) {
  if (!candidate) return { candidate: '' };
  const { candidate: text, sdpMid, sdpMLineIndex, usernameFragment } = candidate;
  return { candidate: text, sdpMid, sdpMLineIndex, usernameFragment };
}
