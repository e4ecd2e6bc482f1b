import { desk, type Pending } from '../live/desk.js';
import { flush } from '../live/outbox.js';
import { type Draft, useDrafts } from './drafts.js';

/**
 * Drafts and what is still on its way outlive a reload of the page: kept in the tab's own storage, under the agent's id, where
 * the browser allows it. Sending once more what the server may have taken already is safe: the client id stays the same.
 */
interface Kept {
  drafts: [string, Draft][];
  pending: Pending[];
}

const QUIET_MS = 250;
const key = (agentId: string): string => `throughline.console.written.${agentId}`;

function keep(agentId: string): void {
  // What is not up yet cannot go on after a reload.
  const drafts = [...useDrafts.getState().drafts]
    .map(([id, draft]): [string, Draft] => [id, { ...draft, files: draft.files.filter((file) => file.id !== null) }])
    .filter(([, { text, files, template }]) => text !== '' || files.length > 0 || template !== null);
  const kept: Kept = { drafts, pending: [...desk.getState().pending] };
  try {
    if (kept.drafts.length + kept.pending.length > 0) sessionStorage.setItem(key(agentId), JSON.stringify(kept));
    else sessionStorage.removeItem(key(agentId));
  } catch {
    // Without storage, or with a full one, they live as long as the page does.
  }
}

function read(agentId: string): Kept {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key(agentId)) ?? '{}') as Partial<Kept>;
    return { drafts: kept.drafts ?? [], pending: kept.pending ?? [] };
  } catch {
    return { drafts: [], pending: [] };
  }
}

function restore(agentId: string): void {
  const { drafts, pending } = read(agentId);
  useDrafts.setState({ drafts: new Map(drafts) });
  if (pending.length === 0) return;
  desk.setState((state) => {
    const here = new Set(state.pending.map((one) => one.clientId));
    return { pending: [...pending.filter((one) => !here.has(one.clientId)), ...state.pending] };
  });
  void flush();
}

let timer: ReturnType<typeof setTimeout> | undefined;

function keepSoon(): void {
  const agentId = desk.getState().me?.id;
  if (!agentId) return;
  clearTimeout(timer);
  timer = setTimeout(() => keep(agentId), QUIET_MS);
}

function keepNow(): void {
  const agentId = desk.getState().me?.id;
  clearTimeout(timer);
  if (agentId) keep(agentId);
}

/** Called once, when the composer's code is loaded. */
export function startKeeping(): void {
  const begin = (agentId: string | undefined): void => {
    clearTimeout(timer);
    if (agentId) restore(agentId);
    else useDrafts.setState({ drafts: new Map() });
  };
  begin(desk.getState().me?.id);
  desk.subscribe((now, before) => {
    if (now.me?.id !== before.me?.id) begin(now.me?.id);
    else if (now.pending !== before.pending) keepSoon();
  });
  useDrafts.subscribe(keepSoon);
  addEventListener('pagehide', keepNow);
}
