import { io } from '/socket.io/socket.io.esm.min.js';
import { accessToken } from './api.js';
import { applyEvent, eventTypes } from './apply.js';
import { renew } from './session.js';
import { readSnapshot } from './snapshot.js';
import { changed, state } from './store.js';

const ACK_MS = 10_000;
const TYPING_MS = 8_000;
const AGAIN_MS = 3_000;

/** @type {any} */
let socket = null;
let syncing = false;
/** Events that came while a snapshot was read: they may be newer than it. @type {[string, any][] | null} */
let held = null;
/** @type {() => void} */
let onlineAgain = () => undefined;
/** What others hear of every socket there is. @type {[string, (body: any) => void][]} */
const wanted = [];

/** Hears more of the socket, also of one that is yet to come. @param {string} event @param {(body: any) => void} handler */
export function listen(event, handler) {
  wanted.push([event, handler]);
  socket?.on(event, handler);
}

/** @param {() => void} whenOnline told each time the screen is up to date after a (re)connect */
export function openLive(whenOnline) {
  onlineAgain = whenOnline;
  socket = io('/console', {
    auth: (give) => give({ token: accessToken() }),
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    // A second sign-in on the same page must not inherit the first one's connection.
    forceNew: true,
  });
  for (const [event, handler] of wanted) socket.on(event, handler);
  socket.on('connect', () => void catchUp());
  socket.on('disconnect', (/** @type {string} */ reason) => {
    setLink('offline');
    if (reason === 'io server disconnect') void comeBack(socket);
  });
  socket.on('connect_error', () => {
    setLink('offline');
    // `active` is false when the handshake was refused: the token, as a rule.
    if (socket && !socket.active) void comeBack(socket);
  });
  for (const type of eventTypes) socket.on(type, (/** @type {any} */ data) => take(type, data));
  socket.on('typing', showTyping);
  socket.on('auth.expiring', () => void renew());
  socket.on('tick', (/** @type {{ head: number }} */ { head }) => {
    if (state.position === null || head > state.position) void catchUp();
  });
}

/** The server closed the door: with a new token it may open again. @param {any} from the socket it happened to */
async function comeBack(from) {
  const renewed = await renew().catch(() => false);
  if (from !== socket || !socket) return;
  setTimeout(() => from === socket && socket.connect(), renewed ? 500 : AGAIN_MS);
}

export function closeLive() {
  socket?.disconnect();
  socket = null;
  syncing = false;
  held = null;
}

/** @param {'connecting' | 'online' | 'offline'} link */
function setLink(link) {
  if (state.link === link) return;
  state.link = link;
  changed('link');
}

/** @param {string} type @param {any} data */
function take(type, data) {
  if (held) held.push([type, data]);
  else applyEvent(type, data);
}

/**
 * Brings the screen up to date. `position` moves only here: a live event may overtake a lost one, so it is no proof that
 * everything before it arrived.
 */
async function catchUp() {
  if (syncing || !socket) return;
  syncing = true;
  const mine = socket;
  try {
    if (state.position === null) await fresh();
    if (mine !== socket) return;
    const answer = await ask('sync', { position: state.position });
    if (mine !== socket) return;
    if (!answer?.ok) {
      setTimeout(() => mine === socket && mine.connected && void catchUp(), AGAIN_MS);
      return;
    }
    if (answer.reset) await fresh();
    else {
      for (const { type, data } of answer.events) take(type, data);
      state.position = answer.position;
    }
    if (mine !== socket) return;
    setLink('online');
    onlineAgain();
  } catch {
    setTimeout(() => mine === socket && mine.connected && void catchUp(), AGAIN_MS);
  } finally {
    syncing = false;
  }
}

async function fresh() {
  held = [];
  try {
    const position = await readSnapshot();
    // Set last: when the snapshot could not be read, the next tick asks for the same again.
    state.position = position;
  } finally {
    const waiting = held ?? [];
    held = null;
    for (const [type, data] of waiting) applyEvent(type, data);
  }
}

/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const typingTimers = new Map();

/** @param {{ conversationId: string, by: string, name: string | null, on: boolean }} body */
function showTyping({ conversationId, by, name, on }) {
  clearTimeout(typingTimers.get(conversationId));
  if (on) {
    state.typing.set(conversationId, name ?? (by === 'customer' ? 'The customer' : 'A colleague'));
    // The "off" may be lost.
    typingTimers.set(
      conversationId,
      setTimeout(() => showTyping({ conversationId, by, name, on: false }), TYPING_MS),
    );
  } else state.typing.delete(conversationId);
  changed('thread');
}

/**
 * @param {string} event @param {object} body
 * @returns {Promise<any>} the acknowledgement, or null when none came in time
 */
export async function ask(event, body) {
  if (!socket?.connected) return null;
  return socket
    .timeout(ACK_MS)
    .emitWithAck(event, body)
    .catch(() => null);
}

/** Says something that needs no answer; without a connection it is not said at all. @param {string} event @param {object} body */
export function tell(event, body) {
  if (socket?.connected) socket.emit(event, body);
}
