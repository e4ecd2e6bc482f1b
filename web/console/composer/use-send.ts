import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationChannelView, ConversationView } from '../../../src/contracts/views.js';
import { desk, threadOf } from '../live/desk.js';
import { post } from '../live/outbox.js';
import { firstBlank } from './canned.js';
import { isTooLarge, lengthOn, SENSIBLE } from './channel-rules.js';
import { whyNot } from './draft-files.js';
import { changeDraft, clearDraft, draftOf } from './drafts.js';
import { type InTheWay, inTheWay } from './guard.js';
import { isOpenNow } from './reply-channels.js';

export interface Sending {
  /** Why it did not go, in a sentence; gone with the next key. */
  refused: string;
  guard: InTheWay | null;
  /** It was not sent, for a question that is known to be needless; sent again as it is, it goes. */
  isHeld: boolean;
  clear: () => void;
  send: (how?: { anyway?: boolean }) => Promise<void>;
}

interface About {
  conversation: ConversationView;
  mayReply: boolean;
  /** Where a reply would go; undefined until the server has said. */
  channel: ConversationChannelView | undefined;
  /** Colleagues who are writing here now. */
  othersTyping: readonly string[];
  mayGo: (text: string) => Promise<boolean>;
  sent: () => void;
}

/** Everything that may stand between a draft and its way out, asked in order; what is refused stays as it was written. */
export function useSend({ conversation, mayReply, channel, othersTyping, mayGo, sent }: About): Sending {
  const { t } = useTranslation('composer');
  const [refused, setRefused] = useState('');
  const [guard, setGuard] = useState<InTheWay | null>(null);
  const asking = useRef(false);
  const blankAsked = useRef('');
  const lengthAsked = useRef('');
  const [isHeld, setHeld] = useState(false);
  const { id, customerId } = conversation;

  const clear = (): void => {
    setRefused('');
    setGuard(null);
    setHeld(false);
  };

  /** In a sentence, why it cannot go as it is; null where it can. */
  const problem = (): string | null => {
    const { text, kind, files } = draftOf(id);
    if (files.some((one) => one.id === null && !one.failed)) return t('stillUploading');
    if (isTooLarge(text)) return t('tooLarge', { count: text.length });
    if (kind === 'note') return null;
    if (channel && text.trim()) {
      const name = t(`ui:channel.${channel.channel}`, channel.channel);
      const length = lengthOn(channel, text.trim());
      if (length.is === 'tooLong') return t('tooLong', { name, most: length.most, length: length.length });
    }
    const file = files.map((one) => whyNot(one, channel)).find((why) => why !== null);
    if (file) return file;
    const blank = firstBlank(text);
    // Asked once: somebody may mean just that.
    if (blank && blankAsked.current !== text) {
      blankAsked.current = text;
      return t('blankLeft', { blank: text.slice(blank.start, blank.end) });
    }
    if (text.length > SENSIBLE && lengthAsked.current !== text) {
      lengthAsked.current = text;
      return t('veryLong', { count: text.length });
    }
    return null;
  };

  const send = async ({ anyway = false }: { anyway?: boolean } = {}): Promise<void> => {
    if (asking.current) return;
    const draft = draftOf(id);
    const isReply = draft.kind === 'reply';
    const text = draft.text.trim();
    const files = draft.files.filter((one) => !one.failed);
    if ((!text && files.length === 0) || (isReply && !mayReply) || (isReply && channel && !isOpenNow(channel))) return;
    const why = problem();
    setRefused(why ?? '');
    if (why) return;
    if (isReply && !draft.wasAsked) {
      const found = inTheWay(
        threadOf(customerId).messages,
        othersTyping,
        { conversationId: id, ...draft },
        desk.getState().me?.id ?? '',
      );
      if (found) {
        changeDraft(id, { wasAsked: true });
        return setGuard(found);
      }
    }
    setGuard(null);
    if (isReply && !anyway && !isHeld) {
      asking.current = true;
      const goes = await mayGo(draft.text).finally(() => (asking.current = false));
      // Whoever went on typing, or elsewhere, meanwhile has not said "send" to what stands there now.
      if (draftOf(id).text.trim() !== text || desk.getState().openId !== id) return;
      if (!goes) return setHeld(true);
    }
    setHeld(false);
    const mentions = draft.kind === 'note' ? draft.mentions.filter(({ name }) => text.includes(`@${name}`)) : [];
    // Untouched, the channel is left to the server: it knows of a message that arrived this instant.
    post({
      conversationId: id,
      kind: draft.kind,
      text,
      channel: isReply ? draft.channel : null,
      attachments: files.flatMap((one) => one.id ?? []),
      files: files.map((one) => one.name),
      ...(mentions.length > 0 ? { mentions: mentions.map((one) => one.id) } : {}),
    });
    clearDraft(id);
    blankAsked.current = '';
    lengthAsked.current = '';
    sent();
  };

  return { refused, guard, isHeld, clear, send };
}
