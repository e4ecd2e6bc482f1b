import type { CallView, WidgetCallView } from './calls.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';
import { type ListeningMode, listeningModes } from './words.js';

/** Signalling of calls between two pages of ours, the same words in both namespaces. Nothing of it is stored. */

/** As RTCIceServer of the browsers. Credentials, where there are any, end by themselves. */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** Names one end of a call: a page makes it up anew for each connection it builds. */
export type LineName = string;

export interface SignalSdp {
  callId: string;
  /** The line it is meant for; whoever has another by now leaves it alone. */
  to: LineName;
  sdp: string;
}

/** As RTCIceCandidateInit; an empty `candidate` says that there are no more. */
export interface SignalIce {
  callId: string;
  to: LineName;
  candidate: string;
  sdpMid?: string | null;
  sdpMLineIndex?: number | null;
  usernameFragment?: string | null;
}

export interface SignalMute {
  callId: string;
  on: boolean;
}

/** The other party's end, where it is there. */
export interface PeerLine {
  callId: string;
  line: LineName;
}

export type FromLine<T> = Omit<T, 'to'> & { to: LineName; line: LineName };

export interface CallJoined<View> {
  call: View;
  iceServers: IceServer[];
  peer: { line: LineName } | null;
}

/** A supervisor's end beside a call between two pages, told to the agent's page, which offers to it and mixes what it hears. */
export interface CallBeside {
  callId: string;
  line: LineName;
  /** `off`: nobody is at that line any more. */
  mode: ListeningMode | 'off';
}

export interface CallBesideJoined {
  call: CallView;
  mode: ListeningMode;
  iceServers: IceServer[];
}

type Ack<T extends object = object> = (answer: ({ ok: true } & T) | { ok: false; problem: object }) => void;

interface SignalCommands {
  'call.offer': (body: SignalSdp, ack: Ack) => void;
  'call.answer': (body: SignalSdp, ack: Ack) => void;
  'call.ice': (body: SignalIce, ack: Ack) => void;
  'call.mute': (body: SignalMute, ack: Ack) => void;
  'call.hangup': (body: { callId: string }, ack: Ack) => void;
}

interface SignalEvents {
  /** The other party's end is there, or there anew. */
  'call.peer': (body: PeerLine) => void;
  'call.offer': (body: FromLine<SignalSdp>) => void;
  'call.answer': (body: FromLine<SignalSdp>) => void;
  'call.ice': (body: FromLine<SignalIce>) => void;
  'call.mute': (body: SignalMute) => void;
  /** This end is not the one any more: another page of the same person took it, or the call went to somebody else. */
  'call.moved': (body: { callId: string }) => void;
}

export interface WidgetCallCommands extends SignalCommands {
  'call.ask': (body: { line: LineName }, ack: Ack) => void;
  'call.start': (body: { line: LineName }, ack: Ack<CallJoined<WidgetCallView>>) => void;
  'call.join': (body: { callId: string; line: LineName }, ack: Ack<CallJoined<WidgetCallView>>) => void;
}

export interface ConsoleCallCommands extends SignalCommands {
  'call.join': (body: { callId: string; line: LineName }, ack: Ack<CallJoined<CallView>>) => void;
  'call.connected': (body: { callId: string }, ack: Ack<{ call: CallView }>) => void;
  'call.listen': (body: { callId: string; line: LineName }, ack: Ack<CallBesideJoined>) => void;
}

export interface WidgetCallEvents extends SignalEvents {
  'call.updated': (call: WidgetCallView) => void;
}

export interface ConsoleCallEvents extends SignalEvents {
  'call.updated': (call: CallView) => void;
  'call.beside': (body: CallBeside) => void;
}

export const maxSdpLength = 30_000;
export const maxCandidateLength = 1_000;
export const linePattern = '^[A-Za-z0-9-]{8,64}$';

const line = { ...s.text, pattern: linePattern };
const callId = s.id;
const sdp = { ...s.text, minLength: 1, maxLength: maxSdpLength };
const shortOrNull = s.omittable(s.orNull({ ...s.text, maxLength: 256 }));
const candidate = {
  candidate: { ...s.text, maxLength: maxCandidateLength },
  sdpMid: shortOrNull,
  sdpMLineIndex: s.omittable(s.orNull({ ...s.integer, minimum: 0, maximum: 64 })),
  usernameFragment: shortOrNull,
};
const iceServers = s.list(
  s.object<IceServer>({ urls: s.list(s.text), username: s.omittable(s.text), credential: s.omittable(s.text) }),
);
const joined = (view: string): Schema =>
  s.object<CallJoined<object>>({
    call: s.refTo(view),
    iceServers,
    peer: s.orNull(s.object<{ line: string }>({ line: s.text })),
  });
const joining = s.object<{ callId: string; line: string }>({ callId, line });

const signalCommands = {
  'call.offer': {
    summary: 'To the other party of a call: a description of the own end.',
    body: s.object<SignalSdp>({ callId, to: line, sdp }),
  },
  'call.answer': {
    summary: 'To the other party: the answer to theirs.',
    body: s.object<SignalSdp>({ callId, to: line, sdp }),
  },
  'call.ice': {
    summary: 'To the other party: a way to reach this end; an empty one when there are no more.',
    body: s.object<SignalIce>({ callId, to: line, ...candidate }),
  },
  'call.mute': {
    summary: 'To the other party: the own microphone is off, or on again.',
    body: s.object<SignalMute>({ callId, on: s.flag }),
  },
  'call.hangup': { summary: 'End the call.', body: s.object<{ callId: string }>({ callId }) },
};

export const widgetCallCommands = {
  'call.ask': {
    summary: 'Whether a call would be taken now: asked before the microphone is.',
    body: s.object<{ line: string }>({ line }),
  },
  'call.start': {
    summary: 'Call us from this page. A repeat with the same line is the same call.',
    body: s.object<{ line: string }>({ line }),
    answer: joined('WidgetCall'),
  },
  'call.join': {
    summary: 'This socket is the end of the own call from now on: after a lost connection, or on another page.',
    body: joining,
    answer: joined('WidgetCall'),
  },
  ...signalCommands,
};

export const consoleCallCommands = {
  'call.join': {
    summary: 'Answer a call that rings here, or go on with it: this socket is its end from now on.',
    body: joining,
    answer: joined('Call'),
  },
  'call.connected': {
    summary: 'Both ends hear each other: the call is answered.',
    body: s.object<{ callId: string }>({ callId }),
    answer: s.object<{ call: object }>({ call: s.refTo('Call') }),
  },
  'call.listen': {
    summary: 'Hear a call of a conversation one is beside: the agent’s page offers to this line, in the mode one has there.',
    body: joining,
    answer: s.object<CallBesideJoined>({ call: s.refTo('Call'), mode: s.oneOf(listeningModes), iceServers }),
  },
  ...signalCommands,
};

const from = { callId, to: line, line };
const signalEvents = {
  'call.peer': { summary: 'The other end of the call is there, or there anew.', body: s.object<PeerLine>({ callId, line }) },
  'call.offer': { summary: 'A description of the other end.', body: s.object<FromLine<SignalSdp>>({ ...from, sdp }) },
  'call.answer': { summary: 'The other end’s answer.', body: s.object<FromLine<SignalSdp>>({ ...from, sdp }) },
  'call.ice': {
    summary: 'A way to reach the other end.',
    body: s.object<FromLine<SignalIce>>({ ...from, ...candidate }),
  },
  'call.mute': { summary: 'The other microphone is off, or on again.', body: s.object<SignalMute>({ callId, on: s.flag }) },
  'call.moved': { summary: 'This socket is not an end of the call any more.', body: s.object<{ callId: string }>({ callId }) },
};

export const widgetCallEvents = {
  'call.updated': { summary: 'The own call as it stands.', body: s.refTo('WidgetCall') },
  ...signalEvents,
};

export const consoleCallEvents = {
  'call.updated': { summary: 'A call as it stands; whole, without a position.', body: s.refTo('Call') },
  'call.beside': {
    summary: 'To the agent’s end: a supervisor’s end is beside the call, is heard in another way, or is gone.',
    body: s.object<CallBeside>({ callId, line, mode: s.oneOf([...listeningModes, 'off']) }),
  },
  ...signalEvents,
};
