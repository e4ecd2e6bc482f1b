import { call as rest, problemLine, serverNow } from './api.js';
import { CallLine } from './call-line.js';
import { ring } from './call-ring.js';
import { callTexts as t, clockOf } from './call-words.js';
import { find, h, reconcile } from './dom.js';
import { ask, listen, tell } from './live.js';
import { say, sayError } from './say.js';
import { on, state } from './store.js';

/** @typedef {import('../../src/contracts/calls.js').CallView} CallView */

/** Calls that ring for this agent or that they talk in, by id. @type {Map<string, CallView>} */
const calls = new Map();
/** The end that this page is, where it is one. @type {{ line: CallLine, muted: boolean, otherMuted: boolean, broken: boolean } | null} */
let mine = null;
/** Conversations whose offers were accepted here: their calls are answered here. @type {Set<string>} */
const accepted = new Set();
/** Calls that another page of this agent took. @type {Set<string>} */
const elsewhere = new Set();
/** Calls that wait for the microphone. @type {Set<string>} */
const refused = new Set();
const speaker = new Audio();
/** @type {(conversationId: string) => void} */
let open = () => undefined;

/** @param {(conversationId: string) => void} show opens a conversation */
export function startCalls(show) {
  open = show;
  listen('connect', () => void readMine());
  listen('call.updated', (/** @type {CallView} */ view) => put(view));
  listen('call.offer', (/** @type {any} */ body) => isMine(body.callId) && mine?.line.offered(body));
  listen('call.ice', (/** @type {any} */ body) => isMine(body.callId) && void mine?.line.reached(body));
  listen('call.mute', (/** @type {any} */ { callId, on: isMuted }) => {
    if (!mine || !isMine(callId)) return;
    mine.otherMuted = isMuted;
    draw();
  });
  listen('call.moved', (/** @type {any} */ { callId }) => {
    if (!isMine(callId)) return;
    elsewhere.add(callId);
    letGo();
  });
  on(['me'], () => {
    if (state.me) return;
    letGo();
    calls.clear();
    draw();
  });
  on(['offers', 'link'], draw);
  setInterval(tick, 500);
}

/** The offer of a conversation was accepted on this page: if it is a call, it is answered here. @param {{ id: string, channel: string }} conversation */
export function acceptedHere({ id, channel }) {
  if (channel !== 'voice') return;
  accepted.add(id);
  for (const view of calls.values()) if (view.conversationId === id) void answerIfTaken(view);
}

/** @param {string} callId */
const isMine = (callId) => mine?.line.callId === callId;

async function readMine() {
  try {
    const { data } = await rest('GET', '/v1/me/calls');
    for (const id of [...calls.keys()]) if (!data.some((/** @type {CallView} */ one) => one.id === id)) drop(id);
    for (const view of data) put(view);
    // The socket is another one: it takes the line over, and the two find each other anew.
    if (mine && calls.has(mine.line.callId)) await join(mine.line);
  } catch (error) {
    sayError(error);
  }
}

/** @param {CallView} view */
function put(view) {
  const known = calls.get(view.id);
  if (known && known.version > view.version) return;
  const isTheirs = view.agent?.id === state.me?.id && view.state !== 'ended';
  if (!isTheirs) {
    if (known && isMine(view.id) && view.state === 'queued') say(t.lost, 'bad');
    drop(view.id);
    return;
  }
  calls.set(view.id, view);
  if (isMine(view.id)) applyHold(view);
  void answerIfTaken(view);
  draw();
}

/** @param {string} id */
function drop(id) {
  calls.delete(id);
  elsewhere.delete(id);
  refused.delete(id);
  if (isMine(id)) letGo();
  draw();
}

/** @param {CallView} view */
async function answerIfTaken(view) {
  if (!view.taken || view.provider !== 'webrtc' || mine || !accepted.delete(view.conversationId)) return;
  await answer(view);
}

/** @param {CallView} view */
async function answer(view) {
  if (view.provider !== 'webrtc') {
    await steer(view, 'answer');
    return;
  }
  if (mine) return;
  const microphone = await hear(view);
  if (!microphone || mine) return;
  const line = new CallLine(view.id, microphone, { tell, state: (now) => void lineIs(line, now), sound });
  mine = { line, muted: false, otherMuted: false, broken: false };
  draw();
  if (await join(line)) open(view.conversationId);
}

/** @param {CallView} view @returns {Promise<MediaStream | null>} */
async function hear(view) {
  try {
    const microphone = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    refused.delete(view.id);
    return microphone;
  } catch {
    refused.add(view.id);
    draw();
    return null;
  }
}

/** @param {CallLine} line */
async function join(line) {
  const answered = await ask('call.join', { callId: line.callId, line: line.name });
  if (mine?.line !== line) return false;
  if (answered?.ok) {
    line.iceServers = answered.iceServers;
    put(answered.call);
    return true;
  }
  // Without an answer the next connection tries again.
  if (!answered) return false;
  say(problemLine(answered.problem), 'bad');
  drop(line.callId);
  return false;
}

/** @param {CallLine} line @param {RTCPeerConnectionState} now */
async function lineIs(line, now) {
  if (mine?.line !== line) return;
  mine.broken = now === 'disconnected' || now === 'failed';
  draw();
  if (now !== 'connected') return;
  const answered = await ask('call.connected', { callId: line.callId });
  if (answered?.ok && mine?.line === line) put(answered.call);
}

/** @param {MediaStream} stream */
function sound(stream) {
  speaker.srcObject = stream;
  void speaker.play().catch(() => undefined);
}

/** On hold neither hears the other. @param {CallView} view */
function applyHold(view) {
  if (!mine) return;
  speaker.muted = view.state === 'held';
  mine.line.speak(!mine.muted && view.state !== 'held');
}

function letGo() {
  mine?.line.close();
  mine = null;
  speaker.srcObject = null;
  draw();
}

/** @param {CallView} view */
function toggleMute(view) {
  if (!mine) return;
  mine.muted = !mine.muted;
  applyHold(view);
  tell('call.mute', { callId: view.id, on: mine.muted });
  draw();
}

/** @param {CallView} view @param {'answer' | 'decline' | 'hold' | 'resume' | 'hangup'} act */
async function steer(view, act) {
  try {
    put(await rest('POST', `/v1/calls/${view.id}/${act}`));
  } catch (error) {
    sayError(error);
  }
}

/** @param {CallView} view */
const rings = (view) => view.state === 'ringing' && !view.taken;

function tick() {
  for (const view of calls.values()) {
    const clock = document.getElementById(`call-clock-${view.id}`);
    if (clock) clock.textContent = clockText(view);
  }
}

/** What is left to answer, or how long they have talked. @param {CallView} view */
function clockText(view) {
  if (rings(view) && view.ringUntil) return `${Math.max(0, Math.ceil((Date.parse(view.ringUntil) - serverNow()) / 1000))} s`;
  if (view.state !== 'talking' && view.state !== 'held') return '';
  const running = view.talkingSince ? Math.max(0, serverNow() - Date.parse(view.talkingSince)) : 0;
  return clockOf(view.talkMs + running);
}

function draw() {
  const place = find('#calls');
  const all = [...calls.values()];
  place.hidden = all.length === 0;
  reconcile(
    place,
    all.map((view) => ({ key: view.id, version: versionOf(view), make: () => card(view) })),
  );
  tick();
  const offered = [...state.offers.values()].some((offer) => offer.channel === 'voice');
  ring(offered || all.some(rings));
}

/** @param {CallView} view */
function versionOf(view) {
  const own = isMine(view.id) ? `${mine?.muted}${mine?.otherMuted}${mine?.broken}` : '';
  return `${view.version}|${own}|${elsewhere.has(view.id)}|${refused.has(view.id)}|${state.link}`;
}

/** @param {CallView} view */
function card(view) {
  const name = view.customerName ?? 'Visitor';
  const { line, note } = wordsOf(view, name);
  return h(
    'article',
    { class: `call call-${rings(view) ? 'rings' : view.state}`, 'aria-label': line },
    h(
      'header',
      {},
      h('strong', { text: line }),
      h('span', { class: 'spring' }),
      h('span', { id: `call-clock-${view.id}`, class: 'left', 'aria-live': 'off', text: clockText(view) }),
    ),
    note ? h('p', { class: 'call-note', text: note }) : null,
    h(
      'footer',
      {},
      ...buttonsOf(view).map(([text, click, tone]) => h('button', { type: 'button', class: tone ?? '', text, on: { click } })),
    ),
  );
}

/** @param {CallView} view @param {string} name */
function wordsOf(view, name) {
  if (rings(view)) return { line: t.from(name), note: refused.has(view.id) ? t.refused : '' };
  const line = t.talkingTo(name);
  if (refused.has(view.id)) return { line, note: t.refused };
  if (view.provider !== 'webrtc') return { line, note: view.state === 'held' ? t.held : t.byPhone };
  if (!isMine(view.id)) return { line, note: t.elsewhere };
  if (state.link === 'offline' || mine?.broken) return { line, note: t.reconnecting };
  if (view.state === 'ringing') return { line, note: t.connecting };
  if (view.state === 'held') return { line, note: t.held };
  return { line, note: mine?.otherMuted ? t.customerMuted : '' };
}

/** @param {CallView} view @returns {[string, () => void, string?][]} */
function buttonsOf(view) {
  const act = (/** @type {Parameters<typeof steer>[1]} */ verb) => () => void steer(view, verb);
  if (rings(view))
    return [
      [refused.has(view.id) ? t.again : t.answer, () => void answer(view), 'primary'],
      [t.notNow, act('decline')],
    ];
  if (view.state === 'ringing' && refused.has(view.id))
    return [
      [t.again, () => void answer(view), 'primary'],
      [t.handBack, act('decline')],
    ];
  const isHere = view.provider !== 'webrtc' || isMine(view.id);
  if (!isHere) return [[t.goOn, () => void answer(view)]];
  return [
    ...(view.provider === 'webrtc' && view.state === 'talking'
      ? [/** @type {[string, () => void]} */ ([mine?.muted ? t.unmute : t.mute, () => toggleMute(view)])]
      : []),
    ...(view.state === 'talking' ? [/** @type {[string, () => void]} */ ([t.hold, act('hold')])] : []),
    ...(view.state === 'held' ? [/** @type {[string, () => void]} */ ([t.resume, act('resume')])] : []),
    [t.hangUp, act('hangup'), 'bad'],
  ];
}
