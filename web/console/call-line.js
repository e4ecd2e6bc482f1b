/**
 * @typedef {import('../../src/contracts/call-sockets.js').IceServer} IceServer
 * @typedef {{ tell: (event: string, body: object) => void, state: (state: RTCPeerConnectionState) => void, sound: (stream: MediaStream) => void }} Ends
 */

/**
 * The agent's end of one call: it waits for the customer's offers and answers them. An offer of another end of the customer (their
 * page was loaded anew) begins afresh; one of the same end mends what broke.
 */
export class CallLine {
  /** @param {string} callId @param {MediaStream} microphone @param {Ends} ends */
  constructor(callId, microphone, ends) {
    this.name = crypto.randomUUID();
    this.callId = callId;
    this.microphone = microphone;
    this.ends = ends;
    /** @type {IceServer[]} */
    this.iceServers = [];
    /** @type {RTCPeerConnection | null} */
    this.pc = null;
    /** @type {string | null} */
    this.peer = null;
    /** @type {RTCIceCandidateInit[]} */
    this.early = [];
    /** One offer after the other. @type {Promise<void>} */
    this.turn = Promise.resolve();
  }

  /** @param {{ to: string, line: string, sdp: string }} body */
  offered({ to, line, sdp }) {
    if (to !== this.name) return;
    this.turn = this.turn.then(() => this.answer(line, sdp)).catch(() => undefined);
  }

  /** @param {string} line @param {string} sdp */
  async answer(line, sdp) {
    if (!this.pc || this.peer !== line || this.pc.signalingState === 'closed') this.build(line);
    const pc = /** @type {RTCPeerConnection} */ (this.pc);
    await pc.setRemoteDescription({ type: 'offer', sdp });
    for (const candidate of this.early.splice(0)) await pc.addIceCandidate(candidate).catch(() => undefined);
    await pc.setLocalDescription(await pc.createAnswer());
    if (pc === this.pc) this.ends.tell('call.answer', { callId: this.callId, to: line, sdp: pc.localDescription?.sdp });
  }

  /** @param {string} line */
  build(line) {
    this.pc?.close();
    const pc = new RTCPeerConnection({ iceServers: this.iceServers });
    this.pc = pc;
    if (this.peer !== null && this.peer !== line) this.early = [];
    this.peer = line;
    for (const track of this.microphone.getAudioTracks()) pc.addTrack(track, this.microphone);
    pc.addEventListener('track', ({ streams: [stream] }) => stream && this.ends.sound(stream));
    pc.addEventListener('icecandidate', ({ candidate }) => {
      if (pc === this.pc) this.ends.tell('call.ice', { callId: this.callId, to: line, ...plain(candidate) });
    });
    pc.addEventListener('connectionstatechange', () => pc === this.pc && this.ends.state(pc.connectionState));
  }

  /** @param {{ to: string, line: string } & RTCIceCandidateInit} body */
  async reached({ to, line, candidate: text, sdpMid, sdpMLineIndex, usernameFragment }) {
    const candidate = { candidate: text, sdpMid, sdpMLineIndex, usernameFragment };
    if (to !== this.name) return;
    // Ways may overtake the offer they belong to.
    if (!this.pc?.remoteDescription || this.peer !== line) this.early.push(candidate);
    else await this.pc.addIceCandidate(candidate).catch(() => undefined);
  }

  /** @param {boolean} on */
  speak(on) {
    for (const track of this.microphone.getAudioTracks()) track.enabled = on;
  }

  close() {
    this.pc?.close();
    this.pc = null;
    for (const track of this.microphone.getTracks()) track.stop();
  }
}

/** The empty one says that there are no more. @param {RTCIceCandidate | null} candidate */
function plain(candidate) {
  if (!candidate) return { candidate: '' };
  const { candidate: text, sdpMid, sdpMLineIndex, usernameFragment } = candidate;
  return { candidate: text, sdpMid, sdpMLineIndex, usernameFragment };
}
