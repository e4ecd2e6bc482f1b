import type { VNode } from 'preact';
import type { Chat } from '../chat.js';
import type { Pending } from '../outbox.js';
import { problemLine } from '../sentences.js';
import { Text } from './text.js';

/**
 * A message on its way: shown at once, with what holds it up. Of the same build as one that is there, whose element it becomes:
 * nobody has it read out to them twice.
 */
export function pendingRow(chat: Chat, one: Pending): VNode {
  const { words } = chat;
  const stuck = one.files.find(({ failed }) => failed)?.failed;
  const trouble = one.failed ?? (stuck && !chat.link.isOffline ? problemLine(words, stuck.problem) : '');
  const text = [one.text, ...one.files.map((file) => file.name)].filter(Boolean).join('\n');
  return (
    <li class={`message own ${one.failed ? 'failed' : 'pending'}`}>
      {null}
      <span class="unseen">{words.you}</span>
      <Text text={text} />
      {null}
      {trouble ? (
        <span key="failed" class="marks error" role="alert">
          {trouble}{' '}
          <button type="button" class="plain" onClick={() => chat.sendAgain(one.clientId)}>
            {words.again}
          </button>{' '}
          <button type="button" class="plain" onClick={() => chat.editAgain(one.clientId)}>
            {words.edit}
          </button>
        </span>
      ) : (
        <span key="marks" class="marks" aria-live="off">
          {marks(chat, one)}
        </span>
      )}
    </li>
  );
}

function marks({ words, link }: Chat, { files }: Pending): string {
  const isUp = files.every(({ id }) => id);
  if (link.isFinal) return words.delivery['failed']!;
  if (link.isOffline) return isUp ? words.waitsForNetwork : `${words.waitsForNetwork} · ${words.keepOpen}`;
  return isUp ? words.sending : words.uploading;
}
