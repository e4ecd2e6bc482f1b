import type { VNode } from 'preact';
import type { Pending } from '../outbox.js';
import { Text } from './message-row.js';
import { useChat } from './use-chat.js';

/** A message on its way: shown at once, with what holds it up. */
export function PendingRow({ one }: { one: Pending }): VNode {
  const chat = useChat();
  const { words } = chat;
  const text = [one.text, ...one.files.map((file) => file.name)].filter(Boolean).join('\n');
  return (
    <li class={`message own ${one.failed ? 'failed' : 'pending'}`}>
      <span class="unseen">{words.you}</span>
      <Text text={text} />
      {one.failed ? (
        <span class="marks error" role="alert">
          {one.failed}{' '}
          <button type="button" class="plain" onClick={() => chat.outbox.retry(one.clientId)}>
            {words.again}
          </button>{' '}
          <button type="button" class="plain" onClick={() => chat.editAgain(one.clientId)}>
            {words.edit}
          </button>
        </span>
      ) : (
        <span class="marks">{chat.link.isOffline ? words.waitsForNetwork : words.sending}</span>
      )}
    </li>
  );
}
