import type { CallView } from '../../../src/contracts/calls.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { say, sayError } from '../frame/say.js';
import { call as rest } from '../live/api.js';
import { putConversation } from '../live/apply.js';
import { desk, withEntry } from '../live/desk.js';
import { post } from '../live/outbox.js';
import { words } from '../words.js';
import { callDesk, type Farewell } from './call-desk.js';
import { put } from './talk.js';

export type Steering = 'decline' | 'hold' | 'resume' | 'hangup';

/** @returns whether it was done; where not, why was said */
async function done(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    sayError(error);
    return false;
  }
}

export function steer(view: CallView, act: Steering): Promise<boolean> {
  return done(async () => {
    if (act === 'resume' && callDesk.getState().consulting.has(view.id)) return takeBack(view);
    put(await rest<CallView>('POST', `/v1/calls/${view.id}/${act}`));
  });
}

export type RecordAction = 'start' | 'pause' | 'resume';

export function record(view: CallView, action: RecordAction): Promise<boolean> {
  return done(async () => put(await rest<CallView>('POST', `/v1/calls/${view.id}/recording`, { action })));
}

export interface Target {
  kind: 'agent' | 'queue';
  id: string;
  name: string;
}

/** To a colleague, who is rung and from whom it comes back unanswered, or to the line of a queue. The call goes with its conversation. */
export function handOn(view: CallView, to: Target, note: string): Promise<boolean> {
  return done(async () => {
    callDesk.setState(({ handedOn }) => ({ handedOn: withEntry(handedOn, view.id, to.name) }));
    const body = { [to.kind === 'agent' ? 'agentId' : 'queueId']: to.id, ...(note ? { note } : {}) };
    const epoch = desk.getState().conversations.get(view.conversationId)?.epoch;
    try {
      putConversation(
        await rest<ConversationView>('POST', `/v1/conversations/${view.conversationId}/transfer`, {
          ...body,
          ...(epoch ? { epoch } : {}),
        }),
      );
    } catch (error) {
      callDesk.setState(({ handedOn }) => ({ handedOn: withEntry(handedOn, view.id, undefined) }));
      throw error;
    }
    say(words.t(to.kind === 'agent' ? 'calls:handedOnTo' : 'calls:handedOnToQueue', { name: to.name }), 'good');
  });
}

/** Asks a colleague on the line while the customer hears music. */
export function consult(view: CallView, to: Target): Promise<boolean> {
  return done(async () => {
    put(await rest<CallView>('POST', `/v1/calls/${view.id}/consult`, { agentId: to.id }));
    callDesk.setState(({ consulting }) => ({ consulting: withEntry(consulting, view.id, to.name) }));
  });
}

/** The colleague has the call from now on. */
export function leaveTo(view: CallView, note: string): Promise<boolean> {
  return done(async () => {
    const name = callDesk.getState().consulting.get(view.id) ?? '';
    callDesk.setState(({ handedOn }) => ({ handedOn: withEntry(handedOn, view.id, name) }));
    try {
      put(await rest<CallView>('POST', `/v1/calls/${view.id}/consult/complete`, note ? { note } : {}));
    } catch (error) {
      callDesk.setState(({ handedOn }) => ({ handedOn: withEntry(handedOn, view.id, undefined) }));
      throw error;
    }
    say(words.t('calls:handedOver', { name }), 'good');
  });
}

/** The colleague leaves, and the customer is back. */
async function takeBack(view: CallView): Promise<void> {
  const name = callDesk.getState().consulting.get(view.id);
  callDesk.setState(({ consulting }) => ({ consulting: withEntry(consulting, view.id, undefined) }));
  try {
    put(await rest<CallView>('POST', `/v1/calls/${view.id}/consult/cancel`));
  } catch (error) {
    callDesk.setState(({ consulting }) => ({ consulting: withEntry(consulting, view.id, name) }));
    throw error;
  }
}

export function noteFarewell(callId: string, note: string): void {
  callDesk.setState(({ farewells }) => ({
    farewells: farewells.map((one) => (one.callId === callId ? { ...one, note } : one)),
  }));
}

export function dropFarewell(callId: string): void {
  callDesk.setState(({ farewells }) => ({ farewells: farewells.filter((one) => one.callId !== callId) }));
}

/** The note goes into the thread; with an outcome the conversation is closed as well. */
export function finish({ callId, conversationId, note }: Farewell, outcome: string | null): Promise<boolean> {
  return done(async () => {
    // Once it is in the outbox it is kept and sent, whatever becomes of the rest.
    if (note.trim()) post({ conversationId, kind: 'note', text: note.trim(), channel: null });
    noteFarewell(callId, '');
    if (outcome) {
      putConversation(await rest<ConversationView>('POST', `/v1/conversations/${conversationId}/close`, { outcome }));
    }
    dropFarewell(callId);
  });
}
