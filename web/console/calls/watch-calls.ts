import type { CallView } from '../../../src/contracts/calls.js';
import { say, sayError } from '../frame/say.js';
import { call as rest } from '../live/api.js';
import { desk, withEntry } from '../live/desk.js';
import { listen } from '../live/socket.js';
import { customerName } from '../ui/customer-name.js';
import { words } from '../words.js';
import { callDesk, changeLine, forgetCalls, keep, kept } from './call-desk.js';
import { farewellOf, newsOf, rings, talks } from './call-standing.js';
import { useDevices } from './devices.js';
import { guestOf, seatGuest, sendGuestsAway } from './guests.js';
import { ring } from './ring.js';
import { applyHold, join, letGo, lineNow, liveCallOf, onView, put, takeUp } from './talk.js';

let isListening = false;
/** The call this page was the end of before it was loaded anew. */
let cameFrom: string | null = null;

/** Keeps the calls of whoever is signed in; what it returns ends that, and lets a call go. */
export function watchCalls(): () => void {
  onView(take);
  if (!isListening) hearSocket();
  isListening = true;
  const restored = kept();
  cameFrom = restored?.here ?? null;
  if (restored) callDesk.setState({ farewells: restored.farewells });
  const stops = [
    desk.subscribe((now, before) => {
      if (now.offers !== before.offers) void readOffered();
      if (now.link === 'online' && before.link !== 'online') void readMine();
    }),
    callDesk.subscribe((now, before) => {
      if (now.line?.callId !== before.line?.callId) sendGuestsAway();
      if (now.line !== before.line || now.farewells !== before.farewells) keep();
      ringNow();
    }),
    useDevices.subscribe(ringNow),
  ];
  window.addEventListener('beforeunload', doubtLeaving);
  if (desk.getState().link === 'online') void readMine();
  void readOffered();
  return () => {
    for (const stop of stops) stop();
    window.removeEventListener('beforeunload', doubtLeaving);
    letGo();
    forgetCalls();
    ring(false);
  };
}

function hearSocket(): void {
  const isHere = (callId: string): boolean => lineNow()?.callId === callId;
  listen('call.updated', (view) => take(view));
  listen('call.offer', (body) => lineNow()?.offered(body));
  listen('call.answer', (body) => void guestOf(body.line)?.answered(body));
  listen('call.ice', (body) => void (guestOf(body.line) ?? lineNow())?.reached(body));
  listen('call.beside', seatGuest);
  listen('call.mute', ({ callId, on }) => isHere(callId) && changeLine({ isOtherMuted: on }));
  // Another page of this agent is the end of it now.
  listen('call.moved', ({ callId }) => isHere(callId) && letGo());
}

/** To close the page is to leave a customer in the middle of a sentence. */
function doubtLeaving(event: BeforeUnloadEvent): void {
  if (callDesk.getState().line) event.preventDefault();
}

function take(view: CallView): void {
  const { calls, handedOn } = callDesk.getState();
  const known = calls.get(view.id);
  const news = newsOf(known, view, desk.getState().me?.id);
  if (news === 'old') return;
  callDesk.setState(({ offered }) => ({
    ...(offered.has(view.conversationId)
      ? { offered: withEntry(offered, view.conversationId, view.state === 'ended' ? null : view) }
      : {}),
  }));
  if (news === 'drop') return known && drop(known, view);
  const isBack = rings(view) && handedOn.has(view.id);
  callDesk.setState((state) => ({
    calls: withEntry(state.calls, view.id, view),
    // It is theirs again, and talked: that it was handed on once explains nothing any more.
    ...(talks(view) && rings(known ?? view) ? { handedOn: withEntry(state.handedOn, view.id, undefined) } : {}),
  }));
  settleConsult(known, view);
  if (lineNow()?.callId !== view.id) return;
  // Handed on and come back: it rings anew, and the old line leads nowhere.
  if (isBack) letGo();
  else applyHold();
}

/** The customer is back without anybody having taken them back: the colleague did not answer. */
function settleConsult(known: CallView | undefined, view: CallView): void {
  const { consulting } = callDesk.getState();
  const name = consulting.get(view.id);
  if (!name || known?.state !== 'held' || view.state !== 'talking') return;
  callDesk.setState({ consulting: withEntry(consulting, view.id, undefined) });
  say(words.t('calls:consultOver', { name }));
}

function drop(known: CallView, view: CallView): void {
  const { handedOn } = callDesk.getState();
  const wasHere = lineNow()?.callId === known.id;
  const farewell = farewellOf(known, view, handedOn.has(known.id));
  if (wasHere) letGo();
  callDesk.setState((state) => ({
    calls: withEntry(state.calls, known.id, undefined),
    blocked: withEntry(state.blocked, known.conversationId, undefined),
    consulting: withEntry(state.consulting, known.id, undefined),
    ...(view.state === 'ended' ? { handedOn: withEntry(state.handedOn, known.id, undefined) } : {}),
  }));
  if (farewell === 'lost') say(words.t('calls:lost'), 'bad');
  // Another window of theirs asks for the note of a call that it was the end of.
  if (farewell === 'ended' && (wasHere || known.provider !== 'webrtc')) sayFarewell(view);
}

function sayFarewell({ id, conversationId, customerId, talkMs, ...view }: CallView): void {
  const name = customerName(view.customerName, customerId);
  const one = { callId: id, conversationId, name, talkMs, note: '' };
  callDesk.setState(({ farewells }) =>
    farewells.some(({ callId }) => callId === id) ? {} : { farewells: [...farewells.slice(-2), one] },
  );
}

/** After each (re)connect: what is live now, what ended meanwhile, and the line anew. */
async function readMine(): Promise<void> {
  try {
    const { data } = await rest<{ data: CallView[] }>('GET', '/v1/me/calls');
    for (const view of data) take(view);
    const gone = [...callDesk.getState().calls.keys()].filter((id) => !data.some((one) => one.id === id));
    for (const id of gone) put(await rest<CallView>('GET', `/v1/calls/${id}`));
    if (lineNow()) await join();
    else if (cameFrom) await comeBack(cameFrom, data);
    cameFrom = null;
  } catch (error) {
    sayError(error);
  }
}

/** The page was loaded anew in the middle of a call: it goes on here, or what became of it is said. */
async function comeBack(callId: string, live: readonly CallView[]): Promise<void> {
  const view = live.find(({ id }) => id === callId);
  // A copy of this page, opened beside it, must not take the call from it.
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (view && navigation?.type === 'reload') {
    await takeUp(view, () => undefined);
    return;
  }
  if (view) return;
  keep();
  const now = await rest<CallView>('GET', `/v1/calls/${callId}`).catch(() => null);
  if (now?.state === 'ended') sayFarewell(now);
  else if (now) say(words.t('calls:lost'), 'bad');
}

/** What stands behind the offers by voice: a live call, or a wish to be called back. */
async function readOffered(): Promise<void> {
  const voice = [...desk.getState().offers.values()].filter((offer) => offer.channel === 'voice');
  const { offered } = callDesk.getState();
  const left = new Map([...offered].filter(([id]) => voice.some((offer) => offer.conversationId === id)));
  if (left.size !== offered.size) callDesk.setState({ offered: left });
  for (const { conversationId } of voice) {
    if (offered.has(conversationId)) continue;
    const view = await liveCallOf(conversationId).catch(() => undefined);
    if (view !== undefined) callDesk.setState((state) => ({ offered: withEntry(state.offered, conversationId, view) }));
  }
  ringNow();
}

function ringNow(): void {
  const { calls, offered, line } = callDesk.getState();
  const isRinging =
    [...calls.values()].some(rings) ||
    [...desk.getState().offers.values()].some(
      ({ channel, conversationId }) => channel === 'voice' && offered.get(conversationId) !== null,
    );
  ring(isRinging && !line && !useDevices.getState().isRingMuted);
}
