/** A short sound for a new message. Made here: nothing is fetched, and no host's policy on media matters. */
export class Sound {
  private context: AudioContext | null = null;

  /** Browsers let a page sound only once somebody has pressed something on it; trying earlier is reported as a fault. */
  play(): void {
    if (!navigator.userActivation?.hasBeenActive) return;
    try {
      this.context ??= new AudioContext();
      const { context } = this;
      const [tone, volume] = [new OscillatorNode(context, { type: 'sine', frequency: 660 }), new GainNode(context, { gain: 0 })];
      const now = context.currentTime;
      volume.gain.linearRampToValueAtTime(0.06, now + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, now + 0.35);
      tone.frequency.setValueAtTime(880, now + 0.09);
      tone.connect(volume).connect(context.destination);
      tone.start(now);
      tone.stop(now + 0.36);
    } catch {
      // No sound device: nobody misses it.
    }
  }
}
