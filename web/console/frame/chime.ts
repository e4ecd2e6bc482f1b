let context: AudioContext | null = null;

/** Two tones up for an offer, one soft tone for a message: made here, nothing is loaded. */
const tones: Record<'offer' | 'message' | 'promise', readonly [at: number, pitch: number, volume: number][]> = {
  offer: [
    [0, 660, 0.12],
    [0.16, 990, 0.12],
  ],
  message: [[0, 620, 0.06]],
  promise: [
    [0, 520, 0.08],
    [0.18, 520, 0.08],
  ],
};

export function chime(sort: keyof typeof tones): void {
  // Before the first click on the page no sound is allowed, and a context made then would only complain.
  if (!navigator.userActivation?.hasBeenActive || typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  const { destination, currentTime, state } = context;
  if (state === 'suspended') void context.resume().catch(() => undefined);
  for (const [at, frequency, loud] of tones[sort]) {
    const tone = new OscillatorNode(context, { frequency });
    const volume = new GainNode(context, { gain: 0 });
    const start = currentTime + at;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(loud, start + 0.02);
    volume.gain.linearRampToValueAtTime(0, start + 0.22);
    tone.connect(volume).connect(destination);
    tone.start(start);
    tone.stop(start + 0.24);
  }
}
