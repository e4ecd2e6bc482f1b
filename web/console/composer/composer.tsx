import { ActionIcon, Button, NativeSelect, UnstyledButton } from '@mantine/core';
import { Paperclip, Slash } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '../../../src/contracts/views.js';
import { useShortcuts } from '../frame/shortcuts.js';
import { useOthersTyping } from '../inbox/collision.js';
import { isSupervisor, openConversation, threadOf, useDesk } from '../live/desk.js';
import { post } from '../live/outbox.js';
import { tell } from '../live/socket.js';
import { filled } from './channel-rules.js';
import { ClosedPanel } from './closed-panel.js';
import classes from './composer.module.css';
import { DraftFiles } from './draft-files.js';
import { changeDraft, type Draft, draftOf, useDraft } from './drafts.js';
import { Emoji } from './emoji.js';
import { focusComposer, useAsComposer } from './focus.js';
import { GuardBar } from './guard-bar.js';
import { hearMentions } from './hear-mentions.js';
import { Hint } from './hint.js';
import { insertAt } from './insert.js';
import { startKeeping } from './keep.js';
import { KnownWarning } from './known-warning.js';
import { LockedBar, useTakenAway } from './locked-bar.js';
import { PickList } from './pick-list.js';
import { PromiseBar } from './promise-bar.js';
import { cutOf } from './question.js';
import { isOpenNow, useReplyChannels } from './reply-channels.js';
import { setEnterSends, useEnterSends } from './settings.js';
import { TypingSignal } from '../../typing-signal.js';
import { addFiles } from './upload.js';
import { useDrops } from './use-drops.js';
import { useKnown } from './use-known.js';
import { usePicker } from './use-picker.js';
import { usePicks } from './use-picks.js';
import { useSend } from './use-send.js';

startKeeping();
hearMentions();

/** So many characters fill the field on any screen: it grows no more, and each key is spared the work of finding out how far. */
const FULL = 5_000;

/** Where answers and notes are written; each conversation has a draft of its own. */
export function Composer() {
  const conversation = useDesk(openConversation);
  return conversation ? <ComposerOf key={conversation.id} conversation={conversation} /> : null;
}

function ComposerOf({ conversation }: { conversation: ConversationView }) {
  const { t } = useTranslation('composer');
  const { id, customerId, customerName } = conversation;
  const draft = useDraft(id);
  const isReply = draft.kind === 'reply';
  // Replies are for whoever holds the conversation, and for supervisors.
  const isMine = useDesk((desk) => conversation.assignee?.id === desk.me?.id || isSupervisor(desk));
  const mayReply = conversation.status !== 'closed' && isMine;
  const isLocked = isReply && !mayReply;
  const { all, usual } = useReplyChannels(id);
  const channel = all.find((one) => one.channel === (draft.channel ?? usual));
  const closed = isReply && mayReply && channel && !isOpenNow(channel) ? channel : null;
  const { enterSends } = useEnterSends();

  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const fileInput = useRef<HTMLInputElement>(null);
  const listId = useId();
  const typing = useMemo(() => new TypingSignal((on) => tell('typing', { conversationId: id, on })), [id]);
  useEffect(() => () => typing.stop(), [typing]);
  useLayoutEffect(() => {
    useAsComposer(field.current);
    return () => useAsComposer(null);
  }, []);
  useTakenAway(conversation, draft);

  const { known, mayGo, forget } = useKnown(id, draft.text, isReply && !isLocked);
  const sending = useSend({
    conversation,
    mayReply,
    channel: isReply ? channel : undefined,
    othersTyping: useOthersTyping(id),
    mayGo,
    sent: () => {
      forget();
      typing.stop();
    },
  });
  const picker = usePicker(isReply ? ['/'] : ['/', '@']);
  const picks = usePicks(conversation, picker, () => field.current);
  const isDropping = useDrops(form, (files) => addFiles(id, files), isLocked);

  const setKind = (kind: Draft['kind']): void => {
    changeDraft(id, { kind });
    sending.clear();
    typing.stop();
    focusComposer();
  };
  const insert = (value: string): void => {
    if (field.current) insertAt(field.current, value);
  };
  useShortcuts([
    { keys: 'r', name: t('toReply'), group: t('group'), run: () => setKind('reply') },
    { keys: 'n', name: t('toNote'), group: t('group'), run: () => setKind('note') },
  ]);

  const typed = ({ target }: React.ChangeEvent<HTMLTextAreaElement>): void => {
    const text = target.value;
    // Within one conversation numbers tell what came later, also where somebody was merged into the customer.
    const last = threadOf(customerId).messages.findLast((one) => one.conversationId === id)?.seq ?? 0;
    changeDraft(id, ({ text: before, begunAtSeq, wasAsked }) =>
      before === '' || begunAtSeq === null ? { text, begunAtSeq: last, wasAsked: false } : { text, begunAtSeq, wasAsked },
    );
    sending.clear();
    // The customer is told of replies only.
    if (isReply && !isLocked) typing.typed(text);
    picker.moved(target);
  };
  const pressed = (event: React.KeyboardEvent<HTMLTextAreaElement>): void => {
    // Enter that ends the composing of Chinese or Japanese sends nothing.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (picker.takes(event, picks)) return;
    if (event.key === 'Escape') field.current?.blur();
    const withMod = event.metaKey || event.ctrlKey;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || (!withMod && !enterSends)) return;
    event.preventDefault();
    if (!event.repeat) void sending.send();
  };

  const name = customerName ?? t('theVisitor');
  const isListed = picks.length > 0;
  return (
    <form
      ref={form}
      id="composer"
      className={classes.composer}
      data-kind={draft.kind}
      data-dropping={isDropping || undefined}
      aria-label={t('composer')}
      onSubmit={(event) => {
        event.preventDefault();
        void sending.send();
      }}
    >
      <div className={classes.top}>
        <div className={classes.modes} role="group" aria-label={t('whatToWrite')}>
          {(['reply', 'note'] as const).map((kind) => (
            <UnstyledButton key={kind} className={classes.mode} aria-pressed={draft.kind === kind} onClick={() => setKind(kind)}>
              {t(kind)}
            </UnstyledButton>
          ))}
        </div>
        {isReply && (
          <NativeSelect
            size="xs"
            variant="unstyled"
            className={classes.channel}
            aria-label={t('channelOfReply')}
            value={draft.channel ?? usual}
            disabled={isLocked}
            data={(all.length > 0 ? all : [{ channel: usual, open: true, closesAt: null, maxTextLength: 1 }]).map((one) => ({
              value: one.channel,
              label: `${t(`ui:channel.${one.channel}`, one.channel)}${'inboxId' in one && !isOpenNow(one) ? ` · ${t('notNow')}` : ''}`,
            }))}
            onChange={({ target }) => changeDraft(id, { channel: target.value })}
          />
        )}
        <Hint conversation={conversation} draft={draft} channel={isReply ? channel : undefined} usual={usual} />
      </div>
      {closed && (
        <ClosedPanel
          closed={closed}
          all={all}
          draft={draft.template}
          choose={(chosen) => {
            changeDraft(id, { channel: chosen });
            focusComposer();
          }}
          pick={(template) => changeDraft(id, { template })}
          send={({ name: of, language, body }, values) => {
            const template = { name: of, language, variables: values.map((value) => value.trim()) };
            post({ conversationId: id, kind: 'reply', text: filled(body, values), channel: closed.channel, template });
            changeDraft(id, { template: null, channel: null });
          }}
        />
      )}
      <PromiseBar conversationId={id} />
      <div className={classes.writing}>
        {isListed && (
          <PickList
            id={listId}
            name={picker.asked?.mark === '@' ? t('colleagues') : t('canned')}
            picks={picks}
            active={picker.active}
            onHover={picker.setActive}
          />
        )}
        <textarea
          ref={field}
          id="text"
          className={classes.text}
          data-full={draft.text.length > FULL || undefined}
          rows={2}
          aria-label={t('message')}
          aria-describedby={`${listId}-hint`}
          aria-autocomplete="list"
          aria-controls={isListed ? listId : undefined}
          aria-activedescendant={isListed ? `${listId}-${picker.active}` : undefined}
          placeholder={isReply ? t('replyTo', { name }) : t('notePlaceholder')}
          value={draft.text}
          onChange={typed}
          onKeyDown={pressed}
          onSelect={({ currentTarget }) => picker.moved(currentTarget)}
          onBlur={picker.close}
          onPaste={(event) => {
            const files = [...event.clipboardData.files];
            if (files.length === 0 || isLocked) return;
            event.preventDefault();
            addFiles(id, files);
          }}
        />
      </div>
      {isLocked && draft.text !== '' && <LockedBar conversation={conversation} asNote={() => setKind('note')} />}
      <p className={classes.refused} role="alert" hidden={!sending.refused}>
        {sending.refused}
      </p>
      <GuardBar guard={sending.guard} sendAnyway={() => void sending.send()} look={sending.clear} />
      <KnownWarning
        known={known}
        isHeld={sending.isHeld}
        insert={insert}
        remove={(question) => {
          const cut = cutOf(draftOf(id).text, question);
          if (cut && field.current) insertAt(field.current, cut.instead, cut.start, cut.end);
        }}
        sendAnyway={() => void sending.send({ anyway: true })}
      />
      <DraftFiles conversationId={id} files={draft.files} channel={isReply ? channel : undefined} />
      <div className={classes.foot}>
        <input
          ref={fileInput}
          id="file"
          type="file"
          multiple
          hidden
          onChange={({ target }) => {
            addFiles(id, [...(target.files ?? [])]);
            target.value = '';
          }}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={isLocked}
          aria-label={t('attach')}
          title={t('attach')}
          onClick={() => fileInput.current?.click()}
        >
          <Paperclip size={16} />
        </ActionIcon>
        <Emoji choose={insert} isDisabled={isLocked} />
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={isLocked}
          aria-label={t('canned')}
          title={t('cannedTitle')}
          onClick={() => insert(/(^|\s)$/.test(draft.text) ? '/' : ' /')}
        >
          <Slash size={16} />
        </ActionIcon>
        <span className={classes.spring} />
        <UnstyledButton
          className={classes.keys}
          id={`${listId}-hint`}
          title={t('changeKeys')}
          onClick={() => setEnterSends(!enterSends)}
        >
          {enterSends ? t('enterSends') : t('modEnterSends', { mod: /Mac/.test(navigator.platform) ? '⌘' : 'Ctrl' })}
        </UnstyledButton>
        <Button
          type="submit"
          size="compact-sm"
          color={isReply ? undefined : 'yellow'}
          disabled={isLocked || closed !== null || (!draft.text.trim() && !draft.files.some((one) => one.id))}
        >
          {isReply ? t('send') : t('addNote')}
        </Button>
      </div>
    </form>
  );
}
