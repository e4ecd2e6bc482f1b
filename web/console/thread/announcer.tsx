import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '../../../src/contracts/views.js';
import { oneLine } from './content.js';

/** Reads out what the customer writes while the thread is open; what was there before is read by walking it. */
export function Announcer({ messages, conversationId }: { messages: readonly MessageView[]; conversationId: string }) {
  const { t } = useTranslation('ui');
  const [said, setSaid] = useState('');
  const seen = useRef<MessageView | null>(null);
  const last = messages.at(-1);
  useEffect(() => {
    if (!last) return;
    const before = seen.current;
    // A thread that was parted again ends with an earlier one.
    const isNew = before !== null && before.id !== last.id && (last.seq > before.seq || last.createdAt > before.createdAt);
    seen.current = last;
    if (isNew && last.direction === 'in' && last.conversationId === conversationId)
      setSaid(`${last.author.name ?? t('visitor')}: ${oneLine(last)}`);
  }, [last, conversationId, t]);
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}
