import { create } from 'zustand';

/** Why there is no microphone, as far as the browser says. */
export type Blocked = 'denied' | 'none' | 'busy' | 'insecure';

interface Devices {
  microphones: readonly MediaDeviceInfo[];
  speakers: readonly MediaDeviceInfo[];
  /** Empty: whatever the browser takes. */
  microphone: string;
  speaker: string;
  isRingMuted: boolean;
}

const KEY = 'throughline.console.sound';

function stored(): Partial<Devices> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Devices>;
  } catch {
    return {};
  }
}

const known = stored();

export const useDevices = create<Devices>(() => ({
  microphones: [],
  speakers: [],
  microphone: String(known.microphone ?? ''),
  speaker: String(known.speaker ?? ''),
  isRingMuted: known.isRingMuted === true,
}));

export function choose(change: Partial<Pick<Devices, 'microphone' | 'speaker' | 'isRingMuted'>>): void {
  useDevices.setState(change);
  const { microphone, speaker, isRingMuted } = useDevices.getState();
  try {
    localStorage.setItem(KEY, JSON.stringify({ microphone, speaker, isRingMuted }));
  } catch {
    // It holds as long as the page does.
  }
}

/** Their names are told only once a microphone was allowed. */
export async function readDevices(): Promise<void> {
  const all = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  const named = (kind: MediaDeviceKind): MediaDeviceInfo[] =>
    (all ?? []).filter((one) => one.kind === kind && one.deviceId !== '' && one.deviceId !== 'default');
  useDevices.setState({ microphones: named('audioinput'), speakers: named('audiooutput') });
}

/** The microphone, or why not. One that was chosen and is not plugged in any more gives way to whichever there is. */
export async function hearMicrophone(): Promise<MediaStream | Blocked> {
  if (!navigator.mediaDevices?.getUserMedia) return 'insecure';
  const { microphone } = useDevices.getState();
  const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const ask = (more: MediaTrackConstraints): Promise<MediaStream> =>
    navigator.mediaDevices.getUserMedia({ audio: { ...wanted, ...more } });
  try {
    const stream = microphone
      ? await ask({ deviceId: { exact: microphone } }).catch((error: unknown) => {
          if (blockedBecause(error) === 'none') return ask({});
          throw error;
        })
      : await ask({});
    void readDevices();
    return stream;
  } catch (error) {
    return blockedBecause(error);
  }
}

function blockedBecause(error: unknown): Blocked {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'denied';
}

export function silence(stream: MediaStream | null | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
