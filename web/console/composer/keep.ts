import { desk, type Pending } from '../live/desk.js';
import { flush } from '../live/outbox.js';
import { onSignedOut } from '../live/session.js';
import { type Draft, useDrafts } from './drafts.js';
import { insteadOf, tabName, tabsKnow, takeName } from './tab.js';

/**
 * Drafts and what is still on its way outlive a reload of the page, and its end: each tab keeps its own under the agent's id, and what
 * a closed tab has left is taken over by the next one of the same agent. Signing out erases it. Sending once more what the server may
 * have taken already is safe: the client id stays the same.
 */
interface Kept {
  drafts: [string, Draft][];
  pending: Pending[];
}

const QUIET_MS = 250;
const prefixOf = (agentId: string): string => `throughline.console.written.${agentId}.`;
const ownKey = (agentId: string): string => prefixOf(agentId) + tabName();
/** Where tabs know nothing of each other nothing may be taken over, and so nothing is left behind. */
const place = (): Storage => (tabsKnow ? localStorage : sessionStorage);

function write(key: string, { drafts, pending }: Kept): void {
  try {
    if (drafts.length + pending.length > 0) place().setItem(key, JSON.stringify({ drafts, pending }));
    else place().removeItem(key);
  } catch {
    // Without storage, or with a full one, they live as long as the page does.
  }
}

function read(key: string): Kept {
  try {
    const kept = JSON.parse(place().getItem(key) ?? '{}') as Partial<Kept>;
    return { drafts: kept.drafts ?? [], pending: kept.pending ?? [] };
  } catch {
    return { drafts: [], pending: [] };
  }
}

function keysOf(agentId: string): string[] {
  try {
    return Object.keys(place()).filter((key) => key.startsWith(prefixOf(agentId)));
  } catch {
    return [];
  }
}

const isWritten = ({ text, files, template }: Draft): boolean => text !== '' || files.length > 0 || template !== null;

function keep(agentId: string): void {
  // What is not up yet cannot go on after a reload.
  const drafts = [...useDrafts.getState().drafts]
    .map(([id, draft]): [string, Draft] => [id, { ...draft, files: draft.files.filter((file) => file.id !== null) }])
    .filter(([, draft]) => isWritten(draft));
  write(ownKey(agentId), { drafts, pending: [...desk.getState().pending] });
}

/** @returns drafts for which there is no room: another one stands there */
function put({ drafts, pending }: Kept): [string, Draft][] {
  const mine = useDrafts.getState().drafts;
  const isTaken = (id: string): boolean => {
    const draft = mine.get(id);
    return draft !== undefined && isWritten(draft);
  };
  useDrafts.setState({ drafts: new Map([...mine, ...drafts.filter(([id]) => !isTaken(id))]) });
  if (pending.length > 0)
    desk.setState((state) => {
      const here = new Set(state.pending.map((one) => one.clientId));
      return { pending: [...pending.filter((one) => !here.has(one.clientId)), ...state.pending] };
    });
  return drafts.filter(([id]) => isTaken(id));
}

/** Takes over what tabs that are closed have left; first into this one's own place, so that nothing is nowhere. */
async function takeOver(agentId: string): Promise<void> {
  for (const key of keysOf(agentId)) {
    if (key === ownKey(agentId)) continue;
    await insteadOf(key.slice(prefixOf(agentId).length), () => {
      if (desk.getState().me?.id !== agentId) return;
      const left = put(read(key));
      keep(agentId);
      write(key, { drafts: left, pending: [] });
    });
  }
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

function erase(agentId: string): void {
  clearTimeout(timer);
  for (const key of keysOf(agentId)) write(key, { drafts: [], pending: [] });
}

/** Called once, when the composer's code is loaded. */
export function startKeeping(): void {
  const named = takeName();
  const lookAround = (): void => {
    const agentId = desk.getState().me?.id;
    if (agentId) void named.then(() => takeOver(agentId));
  };
  const begin = (agentId: string | undefined): void => {
    clearTimeout(timer);
    useDrafts.setState({ drafts: new Map() });
    if (!agentId) return;
    put(read(ownKey(agentId)));
    lookAround();
  };
  begin(desk.getState().me?.id);
  desk.subscribe((now, before) => {
    if (now.me?.id !== before.me?.id) begin(now.me?.id);
    else if (now.pending !== before.pending) keepSoon();
    // A tab may have been closed while nothing could be sent.
    if (now.link === 'online' && before.link !== 'online') lookAround();
  });
  useDrafts.subscribe(keepSoon);
  onSignedOut(erase);
  addEventListener('pagehide', keepNow);
  addEventListener('beforeunload', (event) => {
    // It is kept, and goes with the next tab; but whoever closes the last one should know that it has not gone yet.
    if (desk.getState().pending.some((one) => one.failed === null)) event.preventDefault();
  });
}
