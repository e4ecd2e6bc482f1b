import { io, type Socket } from 'socket.io-client';
import type { Problem } from '../../../src/contracts/errors.js';
import type { ConsoleClientEvents, ConsoleServerEvents, ConsoleSync } from '../../../src/contracts/sockets.js';
import { accessToken } from './api.js';
import { applyEvent, eventTypes } from './apply.js';
import { desk, withEntry } from './desk.js';
import { deviceId } from './device.js';
import { inFrames } from './in-frames.js';
import { cleanNames } from './names.js';
import { renew } from './session.js';
import { readSnapshot } from './snapshot.js';

/** What a question over the socket comes back with; null when no answer came in time. */
export type Answer<T> = ({ ok: true } & T) | { ok: false; problem: Problem } | null;

type Command = keyof ConsoleClientEvents;
type Body<C extends Command> = Parameters<ConsoleClientEvents[C]>[0];

const ACK_MS = 10_000;
const TYPING_MS = 8_000;
const AGAIN_MS = 3_000;

let socket: Socket | null = null;
let syncing = false;
/** Events that came while a snapshot was read: they may be newer than it. */
let held: [string, unknown][] | null = null;
const coming = inFrames();
let onlineAgain: () => void = () => undefined;
/** What rooms hear of every socket there is. */
const wanted: [string, (body: never) => void][] = [];

/** Hears more of the socket, also of one that is yet to come. */
export function listen<E extends keyof ConsoleServerEvents>(event: E, handler: ConsoleServerEvents[E]): void {
  wanted.push([event, handler as (body: never) => void]);
  socket?.on(event as string, handler as (...given: unknown[]) => void);
}

/** @param whenOnline told each time the screen is up to date after a (re)connect */
export function openLive(whenOnline: () => void): void {
  onlineAgain = whenOnline;
  const mine = io('/console', {
    auth: (give) => give({ token: accessToken(), device: deviceId() }),
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    // A second sign-in on the same page must not inherit the first one's connection.
    forceNew: true,
  });
  socket = mine;
  for (const [event, handler] of wanted) mine.on(event, handler as (...given: unknown[]) => void);
  mine.on('connect', () => void catchUp());
  mine.on('disconnect', (reason) => {
    setLink('offline');
    if (reason === 'io server disconnect') void comeBack(mine);
  });
  mine.on('connect_error', () => {
    setLink('offline');
    // `active` is false when the handshake was refused: the token, as a rule.
    if (!mine.active) void comeBack(mine);
  });
  for (const type of eventTypes) mine.on(type, (data: unknown) => take(type, data));
  mine.on('typing', (signal) => coming.add(() => showTyping(signal)));
  mine.on('auth.expiring', () => void renew());
  mine.on('tick', ({ head }: { head: number }) => {
    const { position } = desk.getState();
    if (position === null || head > position) void catchUp();
  });
}

/** The server closed the door: with a new token it may open again. */
async function comeBack(from: Socket): Promise<void> {
  const renewed = await renew().catch(() => false);
  if (from !== socket || desk.getState().isSignedOut) return;
  setTimeout(() => from === socket && from.connect(), renewed ? 500 : AGAIN_MS);
}

export function closeLive(): void {
  socket?.disconnect();
  socket = null;
  syncing = false;
  held = null;
  coming.drop();
}

function setLink(link: 'connecting' | 'online' | 'offline'): void {
  if (desk.getState().link !== link) desk.setState({ link });
}

function take(type: string, data: unknown): void {
  cleanNames(data);
  if (held) held.push([type, data]);
  else coming.add(() => applyEvent(type, data));
}

/**
 * Brings the screen up to date. `position` moves only here: a live event may overtake a lost one, so it is no proof that
 * everything before it arrived.
 */
async function catchUp(): Promise<void> {
  if (syncing || !socket) return;
  syncing = true;
  const mine = socket;
  const again = (): void => void setTimeout(() => mine === socket && mine.connected && void catchUp(), AGAIN_MS);
  try {
    if (desk.getState().position === null) await readFresh();
    if (mine !== socket) return;
    const answer: Answer<ConsoleSync> = await ask('sync', { position: desk.getState().position ?? 0 });
    if (mine !== socket) return;
    if (!answer?.ok) return again();
    if (answer.reset) await readFresh();
    else {
      for (const { type, data } of answer.events) take(type, data);
      coming.flush();
      desk.setState({ position: answer.position });
    }
    if (mine !== socket) return;
    setLink('online');
    onlineAgain();
  } catch {
    again();
  } finally {
    syncing = false;
  }
}

async function readFresh(): Promise<void> {
  coming.flush();
  held = [];
  try {
    // Set last: when the snapshot could not be read, the next tick asks for the same again.
    desk.setState({ position: await readSnapshot() });
  } finally {
    const waiting = held ?? [];
    held = null;
    for (const [type, data] of waiting) applyEvent(type, data);
  }
}

const typingTimers = new Map<string, ReturnType<typeof setTimeout>>();

function showTyping({ conversationId, by, name, on }: Parameters<ConsoleServerEvents['typing']>[0]): void {
  clearTimeout(typingTimers.get(conversationId));
  // The "off" may be lost.
  const off = (): void => showTyping({ conversationId, by, name, on: false });
  if (on) typingTimers.set(conversationId, setTimeout(off, TYPING_MS));
  desk.setState(({ typing }) => ({ typing: withEntry(typing, conversationId, on ? { by, name } : undefined) }));
}

/** @returns the acknowledgement; null without a connection, and when none came in time */
export async function ask<C extends Command, T extends object = object>(event: C, body: Body<C>): Promise<Answer<T>> {
  if (!socket?.connected) return null;
  return cleanNames(
    (await socket
      .timeout(ACK_MS)
      .emitWithAck(event, body)
      .catch(() => null)) as Answer<T>,
  );
}

/** Says something that needs no answer; without a connection it is not said at all. */
export function tell<C extends Command>(event: C, body: Body<C>): void {
  if (socket?.connected) socket.emit(event, body);
}
