import type { Namespace } from 'socket.io';
import type { Realtime } from '../../platform/realtime/realtime.js';

export type Party = 'customer' | 'agent';

/** One end of a call: the customer's, or that of one agent. Another agent's is another end. */
export type End = { callId: string } & ({ party: 'customer' } | { party: 'agent'; agentId: string });

/** The room of one end: at most one socket, which joins and leaves it by us alone. */
export const lineRoom = (end: End): string => `call:${end.callId}:${end.party === 'agent' ? end.agentId : 'customer'}`;

export const namespaceOf = (realtime: Realtime, party: Party): Namespace =>
  realtime.io.of(party === 'customer' ? '/widget' : '/console');

/** Everybody who is beside the call, told when the agent's end is another one. */
export const besideRoom = (callId: string): string => `call:${callId}:beside`;
/** The one page of a supervisor by which they hear the call. */
export const guestRoom = (callId: string, agentId: string): string => `call:${callId}:beside:${agentId}`;
/** A page by the line it made up for hearing the call. */
export const guestsRoom = (callId: string, line: string): string => `call:${callId}:line:${line}`;
