let context: AudioContext | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

/** Rings as long as somebody calls; silent where the browser lets nothing be heard yet. */
export function ring(isRinging: boolean): void {
  if (isRinging === (timer !== undefined)) return;
  clearInterval(timer);
  timer = undefined;
  if (!isRinging) return;
  timer = setInterval(beep, 2_400);
  beep();
}

const tones = [
  { at: 0, pitch: 740 },
  { at: 0.22, pitch: 880 },
];

function beep(): void {
  // Before the first click on the page no sound is allowed, and a context made then would only complain.
  if (!navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume();
  for (const { at, pitch } of tones) {
    const tone = new OscillatorNode(context, { frequency: pitch });
    const volume = new GainNode(context, { gain: 0 });
    const start = context.currentTime + at;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
    volume.gain.linearRampToValueAtTime(0, start + 0.2);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.22);
  }
}
