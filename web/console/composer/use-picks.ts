import { useEffect } from 'react';
import { create } from 'zustand';
import type { ContextView } from '../../../src/contracts/context.js';
import type { AgentView, CannedReplyView, ConversationView } from '../../../src/contracts/views.js';
import { list, serverNow } from '../live/api.js';
import { desk, useDesk } from '../live/desk.js';
import { filledIn, fitting, variablesOf } from './canned.js';
import { changeDraft } from './drafts.js';
import { insertAt } from './insert.js';
import type { Pick, Picker } from './use-picker.js';

/** What was read is good for so long. */
const GOOD_MS = 60_000;

const useRead = create<{
  replies: readonly CannedReplyView[];
  repliesAt: number;
  agents: readonly AgentView[];
  agentsAt: number;
}>(() => ({
  replies: [],
  repliesAt: 0,
  agents: [],
  agentsAt: 0,
}));

async function readReplies(): Promise<void> {
  if (serverNow() - useRead.getState().repliesAt < GOOD_MS) return;
  useRead.setState({ repliesAt: serverNow() });
  try {
    useRead.setState({ replies: await list<CannedReplyView>('/v1/canned-replies?limit=100') });
  } catch {
    // Asked again with the next `/`.
    useRead.setState({ repliesAt: 0 });
  }
}

async function readAgents(): Promise<void> {
  if (serverNow() - useRead.getState().agentsAt < GOOD_MS) return;
  useRead.setState({ agentsAt: serverNow() });
  try {
    useRead.setState({ agents: (await list<AgentView>('/v1/agents?limit=100')).filter((one) => !one.disabled) });
  } catch {
    useRead.setState({ agentsAt: 0 });
  }
}

const MOST = 8;

/** What fits the word at the cursor: canned replies with their blanks filled in, or colleagues. */
export function usePicks(conversation: ConversationView, picker: Picker, field: () => HTMLTextAreaElement | null): Pick[] {
  const { replies, agents } = useRead();
  const context = useDesk((now) => now.contexts.get(conversation.id));
  const { asked } = picker;
  const mark = asked?.mark;
  useEffect(() => {
    if (mark === '/') void readReplies();
    if (mark === '@') void readAgents();
  }, [mark]);

  const put = (value: string): void => {
    const into = field();
    if (!into || !asked) return;
    const end = asked.start + asked.query.length + 1;
    const isSpaced = value.endsWith(' ') && into.value.startsWith(' ', end);
    insertAt(into, isSpaced ? value.trimEnd() : value, asked.start, end);
    // The space is there already; whoever types one out of habit shall not have two.
    const once = (event: InputEvent): void => {
      if (event.data === ' ') event.preventDefault();
    };
    if (value.endsWith(' ') && !isSpaced) into.addEventListener('beforeinput', once, { once: true });
    picker.close();
  };

  if (!asked) return [];
  if (asked.mark === '@') {
    const wanted = asked.query.toLowerCase();
    return agents
      .filter(({ id, name }) => id !== desk.getState().me?.id && name.toLowerCase().includes(wanted))
      .slice(0, MOST)
      .map(({ id, name, role }) => ({
        key: id,
        title: name,
        detail: role,
        choose: () => {
          put(`@${name} `);
          changeDraft(conversation.id, ({ mentions }) => ({
            mentions: [...mentions.filter((one) => one.id !== id), { id, name }],
          }));
        },
      }));
  }
  const known = variables(conversation, context);
  return fitting(replies, asked.query, conversation.language ?? context?.customer.locale ?? null)
    .slice(0, MOST)
    .map((reply) => {
      const { text, blank } = filledIn(reply.text, known);
      return {
        key: reply.id,
        title: reply.title,
        detail: text,
        choose: () => {
          const { start } = asked;
          put(text);
          // What is left to write by hand is ready to be written over.
          if (blank) requestAnimationFrame(() => field()?.setSelectionRange(start + blank.start, start + blank.end));
        },
      };
    });
}

function variables(conversation: ConversationView, context: ContextView | undefined): ReturnType<typeof variablesOf> {
  return variablesOf({
    customerName: context?.customer.name ?? conversation.customerName,
    agentName: desk.getState().me?.name ?? null,
    subject: conversation.subject,
    facts: context?.facts ?? [],
  });
}
