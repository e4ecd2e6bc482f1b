export type GuestMode = 'monitor' | 'whisper' | 'barge' | 'consult';

interface Guest {
  mode: GuestMode;
  voice: MediaStream | null;
  /** What they are sent. */
  out: MediaStreamAudioDestinationNode;
  /** Plays to the agent what they say. (Chromium also feeds a stream into a mix only while an element plays it.) */
  speaker: HTMLAudioElement;
}

/**
 * Who hears whom on this page. The customer is sent the microphone alone, nothing while on hold, and microphone and guest
 * together once a supervisor joined them. Guests are sent both sides of the talk. Sounds are only mixed while there is a guest:
 * the plain microphone is the better sound.
 */
export class Mix {
  private context: AudioContext | null = null;
  private customer: MediaStream | null = null;
  private isHeld = false;
  /** By the guest's line. */
  private readonly guests = new Map<string, Guest>();
  private readonly nodes: AudioNode[] = [];
  private joint: MediaStreamAudioDestinationNode | null = null;
  private sent: MediaStreamTrack | null;

  constructor(
    private microphone: MediaStream,
    private readonly sendToCustomer: (track: MediaStreamTrack | null) => void,
  ) {
    this.sent = this.own;
  }

  /** The customer's side is there, or there anew. */
  hear(customer: MediaStream): void {
    this.customer = customer;
    this.rewire();
  }

  speakInto(microphone: MediaStream): void {
    this.microphone = microphone;
    this.rewire();
  }

  hold(isHeld: boolean): void {
    if (this.isHeld === isHeld) return;
    this.isHeld = isHeld;
    this.rewire();
  }

  /** Somebody is beside the call, or beside it in another way. @returns what they are sent */
  seat(line: string, mode: GuestMode): MediaStreamTrack {
    const known = this.guests.get(line);
    const guest = known ?? { mode, voice: null, out: this.sound().createMediaStreamDestination(), speaker: new Audio() };
    this.guests.set(line, { ...guest, mode });
    this.rewire();
    return guest.out.stream.getAudioTracks()[0]!;
  }

  /** A guest's microphone came. */
  voiceOf(line: string, voice: MediaStream): void {
    const guest = this.guests.get(line);
    if (!guest) return;
    guest.voice = voice;
    guest.speaker.srcObject = voice;
    this.rewire();
    void guest.speaker.play().catch(() => undefined);
  }

  leave(line: string): void {
    const guest = this.guests.get(line);
    if (!guest) return;
    guest.speaker.srcObject = null;
    this.guests.delete(line);
    this.rewire();
  }

  close(): void {
    for (const { speaker } of this.guests.values()) speaker.srcObject = null;
    this.guests.clear();
    this.undo();
    void this.context?.close().catch(() => undefined);
    this.context = null;
  }

  private get own(): MediaStreamTrack | null {
    return this.microphone.getAudioTracks()[0] ?? null;
  }

  private sound(): AudioContext {
    this.context ??= new AudioContext();
    // A page that was loaded anew may play nothing before it is touched.
    if (this.context.state === 'suspended') void this.context.resume().catch(() => undefined);
    return this.context;
  }

  private undo(): void {
    for (const node of this.nodes.splice(0)) node.disconnect();
  }

  private source(stream: MediaStream): AudioNode {
    const node = this.sound().createMediaStreamSource(stream);
    this.nodes.push(node);
    return node;
  }

  /** Anew from what is so now: small, and never out of step. */
  private rewire(): void {
    this.undo();
    const guests = [...this.guests.values()];
    const own = guests.length > 0 ? this.source(this.microphone) : null;
    const customer = guests.length > 0 && this.customer && !this.isHeld ? this.source(this.customer) : null;
    for (const guest of guests) {
      own?.connect(guest.out);
      // A colleague who is asked hears the agent alone.
      if (guest.mode !== 'consult') customer?.connect(guest.out);
      // Who only listens is heard by nobody, whatever their page sends.
      guest.speaker.muted = guest.mode === 'monitor';
    }
    this.sendOut(guests, own);
  }

  /** Whoever joined is heard by the customer beside the agent. */
  private sendOut(guests: readonly Guest[], own: AudioNode | null): void {
    const voices = guests.flatMap(({ mode, voice }) => (mode === 'barge' && voice ? [voice] : []));
    const isJoint = voices.length > 0 && !this.isHeld;
    if (isJoint) {
      this.joint ??= this.sound().createMediaStreamDestination();
      own?.connect(this.joint);
      for (const voice of voices) this.source(voice).connect(this.joint);
    } else this.joint = null;
    const track = this.isHeld ? null : (this.joint?.stream.getAudioTracks()[0] ?? this.own);
    if (track === this.sent) return;
    this.sent = track;
    this.sendToCustomer(track);
  }
}
