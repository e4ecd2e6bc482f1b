import { ActionIcon, Modal } from '@mantine/core';
import { ChevronLeft, ChevronRight, ExternalLink } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import type { MessageView } from '../../../src/contracts/views.js';
import { freshFile, hasEnded } from './fresh-file.js';
import classes from './lightbox.module.css';

const useOpened = create<{ opened: { messageId: string; index: number } | null }>(() => ({ opened: null }));

export function openPicture(message: MessageView, index: number): void {
  useOpened.setState({ opened: { messageId: message.id, index } });
}

/** A picture of the thread, large; arrow keys lead to those before and after it. */
export function Lightbox({ messages }: { messages: readonly MessageView[] }) {
  const { t } = useTranslation('thread');
  const opened = useOpened((state) => state.opened);
  const all = opened
    ? messages.flatMap((message) =>
        message.attachments.flatMap(({ thumbnailUrl }, index) => (thumbnailUrl ? { message, index } : [])),
      )
    : [];
  const at = all.findIndex(({ message, index }) => message.id === opened?.messageId && index === opened.index);
  const shown = all[at];
  const file = shown?.message.attachments[shown.index];
  const go = (step: number): void => {
    const next = all[at + step];
    if (next) openPicture(next.message, next.index);
  };
  return (
    <Modal
      opened={file !== undefined}
      onClose={() => useOpened.setState({ opened: null })}
      fullScreen
      title={file && <bdi>{t('pictures', { n: at + 1, all: all.length, name: file.name })}</bdi>}
      closeButtonProps={{ 'aria-label': t('closePicture') }}
      classNames={{ content: classes.content, body: classes.body, header: classes.header, title: classes.title }}
      onKeyDown={({ key }) => (key === 'ArrowLeft' ? go(-1) : key === 'ArrowRight' ? go(1) : undefined)}
    >
      {shown && file && (
        <>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('previous')}
            disabled={at === 0}
            onClick={() => go(-1)}
          >
            <ChevronLeft />
          </ActionIcon>
          <Large key={`${shown.message.id} ${shown.index}`} message={shown.message} index={shown.index} />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('next')}
            disabled={at === all.length - 1}
            onClick={() => go(1)}
          >
            <ChevronRight />
          </ActionIcon>
        </>
      )}
    </Modal>
  );
}

function Large({ message, index }: { message: MessageView; index: number }) {
  const { t } = useTranslation('thread');
  const file = message.attachments[index];
  const [url, setUrl] = useState(file?.url && !hasEnded(file.url) ? file.url : null);
  useEffect(() => {
    if (!url) void freshFile(message, index).then((fresh) => setUrl(fresh?.url ?? null));
  }, [url, message, index]);
  if (!file || !url) return <span />;
  return (
    <figure className={classes.figure}>
      <img src={url} alt={file.name} className={classes.large} data-large />
      <a href={url} target="_blank" rel="noopener" className={classes.open}>
        <ExternalLink size={14} aria-hidden /> {t('openFile')}
      </a>
    </figure>
  );
}
