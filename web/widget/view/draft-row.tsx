import type { VNode } from 'preact';
import { type DraftFile, isRefused } from '../draft-files.js';
import { problemLine } from '../sentences.js';
import { Icon } from './icons.js';
import { useChat } from './use-chat.js';

/** A file of the message that is being written. */
export function DraftRow({ one }: { one: DraftFile }): VNode {
  const chat = useChat();
  const { words } = chat;
  const failed = one.failed && problemLine(words, one.failed.problem);
  return (
    <li class={failed ? 'bad' : ''} data-back="#chat-files button, #chat-attach">
      {one.thumbnailUrl && <img src={one.thumbnailUrl} alt="" width={26} height={26} />}
      <span class="file-name" dir="auto">
        {one.name}
      </span>
      {failed ? (
        <span class="said" role="alert">
          {failed}{' '}
          {!isRefused(one) && (
            <button type="button" class="plain" onClick={() => chat.files.retry([one])}>
              {words.again}
            </button>
          )}
        </span>
      ) : (
        !one.id && (
          <span class="said">
            <progress max={1} value={one.share ?? 0} aria-label={one.name} /> {words.uploading}
          </span>
        )
      )}
      <button type="button" class="round small" aria-label={words.remove(one.name)} onClick={() => chat.files.remove(one)}>
        <Icon name="close" size={14} />
      </button>
    </li>
  );
}
