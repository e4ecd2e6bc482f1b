import { ActionIcon, Progress } from '@mantine/core';
import { File, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConversationChannelView } from '../../../src/contracts/views.js';
import { sizeOf } from '../thread/file-view.js';
import { words } from '../words.js';
import { uncarried } from './channel-rules.js';
import classes from './draft-files.module.css';
import { changeDraft, type DraftFile } from './drafts.js';
import { stopUpload } from './upload.js';

interface Props {
  conversationId: string;
  files: readonly DraftFile[];
  /** Where they would leave; undefined for a note. */
  channel: ConversationChannelView | undefined;
}

/** Files that go with the draft: how far each is, or why it is not taken. */
export function DraftFiles({ conversationId, files, channel }: Props) {
  const { t } = useTranslation('composer');
  if (files.length === 0) return null;
  const remove = (file: DraftFile): void => {
    stopUpload(file.key);
    changeDraft(conversationId, (draft) => ({ files: draft.files.filter((one) => one.key !== file.key) }));
  };
  return (
    <ul className={classes.files} aria-label={t('files')}>
      {files.map((file) => {
        const why = file.failed ?? whyNot(file, channel);
        return (
          <li key={file.key} className={classes.file} data-file={file.failed ? 'failed' : file.id ? 'ready' : 'uploading'}>
            {file.thumbnailUrl ? <img src={file.thumbnailUrl} alt="" width="26" height="26" /> : <File size={15} aria-hidden />}
            <bdi className={classes.name}>{file.name}</bdi>
            {why ? (
              <span className={classes.bad} role="alert">
                {why}
              </span>
            ) : file.id === null ? (
              <Progress
                className={classes.progress}
                size="sm"
                value={file.progress * 100}
                aria-label={t('uploading', { name: file.name })}
              />
            ) : null}
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label={t('removeFile', { name: file.name })}
              onClick={() => remove(file)}
            >
              <X size={14} />
            </ActionIcon>
          </li>
        );
      })}
    </ul>
  );
}

/** The channel's own rules, told before the message is sent. */
export function whyNot(file: DraftFile, channel: ConversationChannelView | undefined): string | null {
  const found = channel && !file.failed ? uncarried(channel, file) : null;
  if (!found || !channel) return null;
  const name = words.t(`ui:channel.${channel.channel}`, channel.channel);
  return found.why === 'size'
    ? words.t('composer:fileTooLarge', { name, most: sizeOf(found.maxBytes) })
    : words.t('composer:fileNotCarried', { name });
}
