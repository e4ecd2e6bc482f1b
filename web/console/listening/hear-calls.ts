import type { CallBesideJoined } from '../../../src/contracts/call-sockets.js';
import type { CallView } from '../../../src/contracts/calls.js';
import type { ListeningMode } from '../../../src/contracts/words.js';
import { create } from 'zustand';
import { CallLine } from '../calls/call-line.js';
import { talks } from '../calls/call-standing.js';
import { type Blocked, hearMicrophone, silence, useDevices } from '../calls/devices.js';
import { call as rest } from '../live/api.js';
import { desk, withEntry } from '../live/desk.js';
import { type Answer, ask, listen, tell } from '../live/socket.js';

/** How a supervisor hears the call of a conversation they are beside. */
export interface Hearing {
  callId: string;
  provider: CallView['provider'];
  mode: ListeningMode;
  state: 'connecting' | 'hearing' | 'broken';
  blocked: Blocked | null;
}

const AGAIN_MS = 10_000;

/** By conversation. */
export const useHearings = create<{ hearings: ReadonlyMap<string, Hearing> }>(() => ({ hearings: new Map() }));

interface Ear {
  line: CallLine;
  audio: HTMLAudioElement;
  microphone: MediaStream | null;
}

const ears = new Map<string, Ear>();
/** Counts the beginnings by conversation: of two that cross the later holds. */
const rounds = new Map<string, number>();
let isListening = false;

function setHearing(conversationId: string, hearing: Hearing | undefined): void {
  useHearings.setState(({ hearings }) => ({ hearings: withEntry(hearings, conversationId, hearing) }));
}

/** Follows what this supervisor is beside: where a call is talked, they hear it, on whichever page of the console they are. */
export function watchListening(): () => void {
  if (!isListening) hearSocket();
  isListening = true;
  const stop = desk.subscribe((now, before) => {
    if (now.listening !== before.listening || (now.link === 'online' && before.link !== 'online')) {
      void follow(now.link !== before.link);
    }
  });
  void follow(false);
  return () => {
    stop();
    for (const id of [...ears.keys()]) deafen(id);
    useHearings.setState({ hearings: new Map() });
  };
}

function hearSocket(): void {
  listen('call.offer', (body) => ears.forEach(({ line }) => line.offered(body)));
  listen('call.ice', (body) => ears.forEach(({ line }) => void line.reached(body)));
  listen('call.updated', (view) => void takeCall(view));
  // The agent's end is another one: it does not know this page yet.
  listen('call.peer', ({ callId }) => {
    for (const [id, hearing] of useHearings.getState().hearings) if (hearing.callId === callId) void hear(id, hearing);
  });
}

const modeOf = (conversationId: string): ListeningMode | null => {
  const mode = desk.getState().listening.find((one) => one.conversationId === conversationId)?.mode;
  return mode && mode !== 'off' ? mode : null;
};

/** @param anew the socket is another one, and the server knows nothing of what the one before heard */
async function follow(anew: boolean): Promise<void> {
  for (const id of [...useHearings.getState().hearings.keys()]) if (!modeOf(id)) deafen(id);
  for (const { conversationId } of desk.getState().listening) {
    const known = useHearings.getState().hearings.get(conversationId);
    if (known && !anew && !known.blocked && known.mode === modeOf(conversationId)) continue;
    const { data } = await rest<{ data: CallView[] }>('GET', `/v1/conversations/${conversationId}/calls`).catch(() => ({
      data: [],
    }));
    const view = data.findLast(talks);
    if (view) await takeCall(view, true);
  }
}

async function takeCall(view: CallView, anew = false): Promise<void> {
  const { conversationId } = view;
  const mode = modeOf(conversationId);
  const known = useHearings.getState().hearings.get(conversationId);
  if (!mode || !talks(view)) {
    if (known?.callId === view.id) deafen(conversationId);
    return;
  }
  if (known?.callId === view.id && known.mode === mode && !anew) return;
  const hearing: Hearing = { callId: view.id, provider: view.provider, mode, state: 'connecting', blocked: null };
  if (view.provider === 'webrtc') await hear(conversationId, hearing);
  else setHearing(conversationId, hearing);
}

/** A line of its own each time: what is sent and heard follows from the mode it was begun in. */
async function hear(conversationId: string, hearing: Hearing): Promise<void> {
  close(conversationId);
  const round = (rounds.get(conversationId) ?? 0) + 1;
  rounds.set(conversationId, round);
  const isOld = (): boolean => rounds.get(conversationId) !== round;
  const now = (change: Partial<Hearing>): void => {
    if (!isOld()) setHearing(conversationId, { ...hearing, state: 'connecting', blocked: null, ...change });
  };
  now({});
  const speaks = hearing.mode !== 'monitor';
  const microphone = speaks ? await hearMicrophone() : null;
  if (isOld()) return silence(microphone instanceof MediaStream ? microphone : null);
  const given = microphone instanceof MediaStream ? microphone : null;
  // Who has no microphone can still hear.
  const blocked = typeof microphone === 'string' ? microphone : null;
  const audio = new Audio();
  const line = new CallLine(hearing.callId, given?.getAudioTracks()[0] ?? null, {
    answer: (body) => tell('call.answer', body),
    ice: (body) => tell('call.ice', body),
    state: (state) => {
      if (state === 'connected') now({ state: 'hearing', blocked });
      if (state === 'disconnected' || state === 'failed') now({ state: 'broken', blocked });
    },
    sound: (stream) => {
      audio.srcObject = stream;
      const { speaker } = useDevices.getState();
      if ('setSinkId' in audio) void audio.setSinkId(speaker).catch(() => undefined);
      void audio.play().catch(() => undefined);
    },
  });
  ears.set(conversationId, { line, audio, microphone: given });
  const answer: Answer<CallBesideJoined> = await ask('call.listen', { callId: hearing.callId, line: line.name });
  if (isOld()) return;
  if (answer?.ok) line.joined(answer.iceServers);
  else now({ state: 'broken', blocked });
  // No sound by then: the agent's page was being loaded anew, or one of the two did not hear the other.
  setTimeout(() => {
    const { hearings } = useHearings.getState();
    if (!isOld() && hearings.get(conversationId)?.state !== 'hearing') void hear(conversationId, hearing);
  }, AGAIN_MS);
}

function close(conversationId: string): void {
  const ear = ears.get(conversationId);
  if (!ear) return;
  ear.line.close();
  silence(ear.microphone);
  ear.audio.srcObject = null;
  ears.delete(conversationId);
}

function deafen(conversationId: string): void {
  rounds.set(conversationId, (rounds.get(conversationId) ?? 0) + 1);
  close(conversationId);
  setHearing(conversationId, undefined);
}
