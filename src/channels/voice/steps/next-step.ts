import type { CallState } from '../../../core/lifecycle/call.js';
import { talks } from '../../../core/lifecycle/call.js';
import { answerIvr, beginIvr, type IvrEvent, type IvrState, type IvrThen, type IvrTurn } from '../../../core/ivr/walk.js';
import type { IvrTree } from '../../../core/ivr/tree.js';

/** What the vendor was last told to do with the caller, and so what its next webhook is about. */
export type Awaiting = 'start' | 'ivr' | 'line' | 'conference' | 'voicemail' | 'end';

/** Which key means what while somebody waits. */
export const CALLBACK_KEY = '1';
export const VOICEMAIL_KEY = '2';

/** What must be done before the caller hears the next answer. */
export type Then = IvrThen | { do: 'round' } | { do: 'dropped' } | { do: 'recorded' } | { do: 'gone' };

/** A decision as it is kept until it is done: a repeat of the webhook does not decide anew. */
export interface Decided {
  step: number;
  says: string[];
  then: Then;
}

export interface StepFacts {
  awaiting: Awaiting;
  /** Null while the vendor's call is none of ours yet. */
  callState: CallState | null;
  /** The queue serves nobody now. */
  closed: boolean;
  ivr: IvrState | null;
  tree: IvrTree | null;
  locale: string;
  /** Heard before anything else, in order. */
  greetings: string[];
  closedText: string;
  offersCallback: boolean;
  offersVoicemail: boolean;
  digits: string;
  speech: string;
  /** The vendor asks what follows after the caller has hung up, too. */
  gone: boolean;
}

export interface NextStep {
  says: string[];
  then: Then;
  ivr: IvrState | null;
  events: IvrEvent[];
}

/** What one webhook about a caller comes to. Pure: the state of the call and what the caller did, nothing else. */
export function nextStep(facts: StepFacts): NextStep {
  const stay = { ivr: facts.ivr, events: [] };
  if (facts.gone) return { ...stay, says: [], then: { do: 'gone' } };
  if (facts.callState === 'ended') return { ...stay, says: [], then: { do: 'hangup' } };
  switch (facts.awaiting) {
    case 'start':
      // We called them: there is somebody already, and nothing to choose.
      if (facts.callState !== null && facts.callState !== 'greeting') return { ...stay, says: [], then: { do: 'round' } };
      if (facts.closed) return { ...stay, says: [facts.closedText], then: { do: 'voicemail' } };
      if (!facts.tree) return { ...stay, says: facts.greetings, then: { do: 'queue' } };
      return turned(beginIvr(facts.tree, facts.locale), facts.greetings);
    case 'ivr':
      if (!facts.tree || !facts.ivr) return { ...stay, says: [], then: { do: 'queue' } };
      return turned(answerIvr(facts.tree, facts.ivr, { digits: facts.digits, speech: facts.speech }), []);
    case 'line':
      return inLine(facts);
    case 'conference':
      // The conference is over and the caller is still there: whoever was with them is not.
      return { ...stay, says: [], then: talks(facts.callState ?? 'queued') ? { do: 'dropped' } : { do: 'round' } };
    case 'voicemail':
      return { ...stay, says: [], then: { do: 'recorded' } };
    case 'end':
      return { ...stay, says: [], then: { do: 'hangup' } };
  }
}

function turned(turn: IvrTurn, before: string[]): NextStep {
  return { says: [...before, ...turn.says], then: turn.then, ivr: turn.state, events: turn.events };
}

function inLine(facts: StepFacts): NextStep {
  const stay = { ivr: facts.ivr, events: [], says: [] };
  if (facts.callState === null || talks(facts.callState)) return { ...stay, then: { do: 'round' } };
  if (facts.digits === CALLBACK_KEY && facts.offersCallback) return { ...stay, then: { do: 'callback' } };
  if (facts.digits === VOICEMAIL_KEY && facts.offersVoicemail) return { ...stay, then: { do: 'voicemail' } };
  if (facts.closed && facts.callState === 'queued') return { ...stay, says: [facts.closedText], then: { do: 'voicemail' } };
  return { ...stay, then: { do: 'round' } };
}
