/** @type {AudioContext | null} */
let context = null;
/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;

/** Rings as long as somebody calls; silent where the browser lets nothing be heard yet. @param {boolean} isRinging */
export function ring(isRinging) {
  if (isRinging === (timer !== undefined)) return;
  clearInterval(timer);
  timer = undefined;
  if (!isRinging) return;
  timer = setInterval(beep, 2_400);
  beep();
}

function beep() {
  // Before the first click on the page no sound is allowed, and a context made then would only complain.
  if (!navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume();
  for (const [at, pitch] of [
    [0, 740],
    [0.22, 880],
  ]) {
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
