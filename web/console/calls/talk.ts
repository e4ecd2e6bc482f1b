import type { CallJoined, IceServer } from '../../../src/contracts/call-sockets.js';
import type { CallView } from '../../../src/contracts/calls.js';
import type { OfferView } from '../../../src/contracts/routing-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { sayError } from '../frame/say.js';
import { call as rest } from '../live/api.js';
import { endOffer, putConversation } from '../live/apply.js';
import { Refusal } from '../live/problem.js';
import { type Answer, ask, tell } from '../live/socket.js';
import { callDesk, changeLine, kept, setAnswering, setBlocked } from './call-desk.js';
import { CallLine } from './call-line.js';
import { isPoor } from './call-standing.js';
import { hearMicrophone, readDevices, silence, useDevices } from './devices.js';
import { measure } from './measure.js';
import { Mix } from './mix.js';

/** What this page hears and says: there is at most one line, as an agent talks to one customer at a time. */
const ends: {
  line: CallLine | null;
  mix: Mix | null;
  microphone: MediaStream | null;
  speaker: HTMLAudioElement;
  measuring: ReturnType<typeof setInterval> | undefined;
} = { line: null, mix: null, microphone: null, speaker: new Audio(), measuring: undefined };

let iceServers: IceServer[] = [];

export const iceServersNow = (): IceServer[] => iceServers;
export const lineNow = (): CallLine | null => ends.line;
export const mixNow = (): Mix | null => ends.mix;

/** @returns true when a microphone is there; where not, the card says what to do and the call goes on ringing */
async function prepare(conversationId: string): Promise<MediaStream | null> {
  const heard = await hearMicrophone();
  if (!(heard instanceof MediaStream)) {
    setBlocked(conversationId, heard);
    return null;
  }
  setBlocked(conversationId, undefined);
  return heard;
}

/**
 * Accepts the offer of a call, which is to answer it. The microphone is asked for first: who has none keeps the offer until
 * they have one, or it goes to the next.
 */
export async function answerOffer(offer: OfferView, opened: (conversationId: string) => void): Promise<void> {
  const { conversationId } = offer;
  if (callDesk.getState().answering.has(conversationId) || ends.line) return;
  setAnswering(conversationId, true);
  let microphone: MediaStream | null = null;
  try {
    const view = callDesk.getState().offered.get(conversationId) ?? (await liveCallOf(conversationId));
    if (view?.provider === 'webrtc') {
      microphone = await prepare(conversationId);
      if (!microphone) return;
    }
    const answer: Answer<{ conversation: ConversationView }> = await ask('offer.accept', {
      offerId: offer.id,
      epoch: offer.epoch,
    });
    if (!answer?.ok) {
      if (answer && ['offer_gone', 'stale_epoch', 'not_found'].includes(answer.problem.code)) endOffer(offer.id);
      throw new Refusal(answer?.problem ?? null);
    }
    endOffer(offer.id);
    putConversation(answer.conversation);
    opened(conversationId);
    if (!view || !microphone) return;
    const given = microphone;
    microphone = null;
    await begin(view, given);
  } catch (error) {
    sayError(error);
  } finally {
    silence(microphone);
    setAnswering(conversationId, false);
  }
}

export async function declineOffer(offer: OfferView): Promise<void> {
  const answer = await ask('offer.decline', { offerId: offer.id });
  if (answer?.ok) endOffer(offer.id);
  else {
    if (answer && ['offer_gone', 'stale_epoch', 'not_found'].includes(answer.problem.code)) endOffer(offer.id);
    sayError(new Refusal(answer?.problem ?? null));
  }
}

/** Answers a call that rings here, or goes on with one by this page. */
export async function takeUp(view: CallView, opened: (conversationId: string) => void): Promise<void> {
  const { conversationId } = view;
  if (callDesk.getState().answering.has(conversationId) || ends.line) return;
  setAnswering(conversationId, true);
  try {
    if (view.provider !== 'webrtc') {
      put(await rest<CallView>('POST', `/v1/calls/${view.id}/answer`));
      opened(conversationId);
      return;
    }
    const microphone = await prepare(conversationId);
    if (!microphone) return;
    // It may have gone to the next agent, or been taken in another window, while the browser asked.
    if (ends.line || !callDesk.getState().calls.has(view.id)) return silence(microphone);
    await begin(view, microphone);
    if (ends.line) opened(conversationId);
  } catch (error) {
    sayError(error);
  } finally {
    setAnswering(conversationId, false);
  }
}

async function begin(view: CallView, microphone: MediaStream): Promise<void> {
  ends.microphone = microphone;
  ends.mix = new Mix(microphone, (track) => ends.line?.send(track));
  const line = new CallLine(view.id, microphone.getAudioTracks()[0]!, {
    answer: (body) => tell('call.answer', body),
    ice: (body) => tell('call.ice', body),
    state: (state) => void lineIs(line, state),
    sound: (stream) => {
      ends.mix?.hear(stream);
      void play(stream);
    },
  });
  ends.line = line;
  const before = kept();
  // Who had their microphone off before the page was loaded anew has it off still: nobody speaks who thinks they do not.
  const isMuted = before?.here === view.id && before.isMuted === true;
  callDesk.setState({
    line: { callId: view.id, isMuted, isOtherMuted: false, state: 'connecting', isPoor: false, isSilent: false },
  });
  applyHold();
  for (const track of microphone.getAudioTracks()) track.addEventListener('ended', () => void microphoneIsGone(line));
  ends.measuring = setInterval(() => void readQuality(line), 3_000);
  await join();
}

/** This socket is the end of the call from now on, also after the connection broke; the two then find each other anew. */
export async function join(): Promise<void> {
  const { line } = ends;
  if (!line) return;
  const answer: Answer<CallJoined<CallView>> = await ask('call.join', { callId: line.callId, line: line.name });
  // Without an answer the next connection tries again.
  if (line !== ends.line || !answer) return;
  if (answer.ok) {
    iceServers = answer.iceServers;
    line.joined(iceServers);
    put(answer.call);
    tellMute();
    return;
  }
  letGo();
  put(await rest<CallView>('GET', `/v1/calls/${line.callId}`).catch(() => null));
  sayError(new Refusal(answer.problem));
}

async function lineIs(line: CallLine, now: RTCPeerConnectionState): Promise<void> {
  if (line !== ends.line) return;
  if (now === 'disconnected' || now === 'failed') changeLine({ state: 'broken' });
  if (now !== 'connected') return;
  changeLine({ state: 'connected' });
  tellMute();
  const answer: Answer<{ call: CallView }> = await ask('call.connected', { callId: line.callId });
  if (answer?.ok && line === ends.line) put(answer.call);
}

async function readQuality(line: CallLine): Promise<void> {
  if (!line.pc || line !== ends.line) return;
  changeLine({ isPoor: isPoor(await measure(line.pc)) });
}

async function play(stream: MediaStream): Promise<void> {
  ends.speaker.srcObject = stream;
  await hearAt(useDevices.getState().speaker);
  const isSilent = await ends.speaker.play().then(
    () => false,
    (error: unknown) => error instanceof DOMException && error.name === 'NotAllowedError',
  );
  changeLine({ isSilent });
}

/** The click the browser waited for. */
export function playNow(): void {
  void ends.speaker.play().then(
    () => changeLine({ isSilent: false }),
    () => undefined,
  );
}

async function hearAt(speaker: string): Promise<void> {
  // A loudspeaker that is not there any more: the usual one is better than none.
  if ('setSinkId' in ends.speaker) await ends.speaker.setSinkId(speaker).catch(() => undefined);
}

/** Another loudspeaker or microphone, also in the middle of a call. */
export async function applyDevices(isMicrophoneNew: boolean): Promise<void> {
  await hearAt(useDevices.getState().speaker);
  const { line, mix } = ends;
  if (!isMicrophoneNew || !line || !mix) return;
  const heard = await hearMicrophone();
  if (!(heard instanceof MediaStream)) return;
  if (line !== ends.line) return silence(heard);
  const before = ends.microphone;
  ends.microphone = heard;
  for (const track of heard.getAudioTracks()) track.addEventListener('ended', () => void microphoneIsGone(line));
  mix.speakInto(heard);
  applyHold();
  silence(before);
}

/** Pulled out in the middle of a call: whichever other there is takes its place. */
async function microphoneIsGone(line: CallLine): Promise<void> {
  if (line !== ends.line) return;
  await readDevices();
  await applyDevices(true);
}

/** On hold neither hears the other. */
export function applyHold(): void {
  const { line, calls } = callDesk.getState();
  if (!line) return;
  const isHeld = calls.get(line.callId)?.state === 'held';
  ends.speaker.muted = isHeld;
  ends.mix?.hold(isHeld);
  for (const track of ends.microphone?.getAudioTracks() ?? []) track.enabled = !line.isMuted;
}

export function toggleMute(): void {
  const { line } = callDesk.getState();
  if (!line) return;
  changeLine({ isMuted: !line.isMuted });
  applyHold();
  tellMute();
}

/** Told also unasked: the other end may have come anew, or heard of another page of ours, and knows nothing or something old. */
function tellMute(): void {
  const { line } = callDesk.getState();
  if (line) tell('call.mute', { callId: line.callId, on: line.isMuted });
}

/** This page is the end of no call any more. */
export function letGo(): void {
  clearInterval(ends.measuring);
  ends.line?.close();
  ends.mix?.close();
  silence(ends.microphone);
  ends.speaker.srcObject = null;
  Object.assign(ends, { line: null, mix: null, microphone: null });
  if (callDesk.getState().line) callDesk.setState({ line: null });
}

let putCall: (view: CallView) => void = () => undefined;

/** Where every view of a call goes, from whichever answer. */
export function onView(take: (view: CallView) => void): void {
  putCall = take;
}

export function put(view: CallView | null): void {
  if (view) putCall(view);
}

/** The live call of a conversation that is held out; null where the customer only asked for a call, or left a message. */
export async function liveCallOf(conversationId: string): Promise<CallView | null> {
  const { data } = await rest<{ data: CallView[] }>('GET', `/v1/conversations/${conversationId}/calls`);
  return data.findLast((one) => one.state !== 'ended') ?? null;
}
