import { create } from 'zustand';
import type { CallView } from '../../../src/contracts/calls.js';
import { desk, withEntry } from '../live/desk.js';
import type { Blocked } from './devices.js';

/** This page's end of a call. */
export interface Line {
  callId: string;
  isMuted: boolean;
  isOtherMuted: boolean;
  state: 'connecting' | 'connected' | 'broken';
  isPoor: boolean;
  /** The browser waits for a click before it lets anything be heard. */
  isSilent: boolean;
}

/** A call that is over and whose note is still to be written. */
export interface Farewell {
  callId: string;
  conversationId: string;
  name: string;
  talkMs: number;
  note: string;
}

export interface CallDesk {
  /** Calls that ring for this agent or that they talk in. */
  calls: ReadonlyMap<string, CallView>;
  /** The call behind each offer of a conversation by voice; null where none is live. */
  offered: ReadonlyMap<string, CallView | null>;
  line: Line | null;
  /** By conversation: the microphone that could not be had. */
  blocked: ReadonlyMap<string, Blocked>;
  /** Calls and offers that are being answered just now, by conversation. */
  answering: ReadonlySet<string>;
  /** Calls that were handed on from here, to whom. */
  handedOn: ReadonlyMap<string, string>;
  /** The colleague who is asked about a call while the customer waits. */
  consulting: ReadonlyMap<string, string>;
  farewells: readonly Farewell[];
}

const fresh = (): CallDesk => ({
  calls: new Map(),
  offered: new Map(),
  line: null,
  blocked: new Map(),
  answering: new Set(),
  handedOn: new Map(),
  consulting: new Map(),
  farewells: [],
});

export const useCallDesk = create<CallDesk>(fresh);
export const callDesk = useCallDesk;

export function forgetCalls(): void {
  callDesk.setState(fresh(), true);
}

export function changeLine(change: Partial<Line>): void {
  callDesk.setState(({ line }) => (line ? { line: { ...line, ...change } } : {}));
}

export function setAnswering(conversationId: string, is: boolean): void {
  callDesk.setState(({ answering }) => {
    const next = new Set(answering);
    if (is) next.add(conversationId);
    else next.delete(conversationId);
    return { answering: next };
  });
}

export function setBlocked(conversationId: string, because: Blocked | undefined): void {
  callDesk.setState(({ blocked }) => ({ blocked: withEntry(blocked, conversationId, because) }));
}

/**
 * What must outlive a page that is loaded anew, and belongs to this page alone: which call it was the end of, whether its
 * microphone was off, and notes that were begun. Another page of the same browser has its own.
 */
const KEY = 'throughline.console.calls';

interface Kept {
  agentId: string;
  here: string | null;
  isMuted: boolean;
  farewells: readonly Farewell[];
}

export function keep(): void {
  const { line, farewells } = callDesk.getState();
  const agentId = desk.getState().me?.id;
  if (!agentId) return;
  try {
    sessionStorage.setItem(
      KEY,
      JSON.stringify({ agentId, here: line?.callId ?? null, isMuted: line?.isMuted ?? false, farewells } satisfies Kept),
    );
  } catch {
    // Without storage a page that is loaded anew offers to take the call up again.
  }
}

/** What this page kept for this agent; nothing where somebody else was here. */
export function kept(): Kept | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null;
    return found && found.agentId === desk.getState().me?.id ? found : null;
  } catch {
    return null;
  }
}
