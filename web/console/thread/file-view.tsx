import { UnstyledButton } from '@mantine/core';
import { File, FileAudio, FileVideo, FileWarning, Image } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttachmentView, MessageView } from '../../../src/contracts/views.js';
import classes from './file-view.module.css';
import { freshFile, hasEnded } from './fresh-file.js';
import { openPicture } from './lightbox.js';

const WIDTH = 260;
const HEIGHT = 200;
const icons = { audio: FileAudio, video: FileVideo, image: Image, sticker: Image, file: File };

export function sizeOf(bytes: number): string {
  return bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.ceil(bytes / 1024))} KB`;
}

/** One file as it stands: a picture, something to play, something to save, or why it is none of these. */
export function FileView({ message, index }: { message: MessageView; index: number }) {
  const { t } = useTranslation('thread');
  const file = message.attachments[index];
  if (!file) return null;
  if (file.state === 'pending') return <Chip file={file} said={t('fetching')} />;
  if (file.state === 'refused' || file.state === 'failed') return <Chip file={file} said={file.reason ?? t('notKept')} isBad />;
  if (!file.url) return <Chip file={file} said={sizeOf(file.sizeBytes)} />;
  if (file.thumbnailUrl) return <Picture message={message} index={index} file={file} />;
  if (file.kind === 'audio' || file.kind === 'video') {
    const Player = file.kind;
    return (
      <div className={classes.player}>
        <Player controls preload="none" src={file.url} aria-label={file.name} className={classes.media} />
        <Link message={message} index={index} file={file} />
      </div>
    );
  }
  return <Link message={message} index={index} file={file} />;
}

interface FileProps {
  message: MessageView;
  index: number;
  file: AttachmentView;
}

function Picture({ message, index, file }: FileProps) {
  const { t } = useTranslation('thread');
  const [source, setSource] = useState(file.thumbnailUrl);
  const [hasFailed, setFailed] = useState(false);
  // Its link may have ended since the message was read.
  const again = async (): Promise<void> => {
    if (hasFailed) return;
    setFailed(true);
    setSource((await freshFile(message, index))?.thumbnailUrl);
  };
  // The room is kept before the picture is there: nothing jumps when it comes.
  const scale = Math.min(1, WIDTH / (file.width ?? WIDTH), HEIGHT / (file.height ?? HEIGHT));
  return (
    <UnstyledButton
      className={file.kind === 'sticker' ? classes.sticker : classes.picture}
      aria-label={t('openPicture', { name: file.name })}
      title={file.name}
      onClick={() => openPicture(message, index)}
    >
      <img
        src={source}
        alt=""
        loading="lazy"
        width={Math.round((file.width ?? WIDTH) * scale)}
        height={Math.round((file.height ?? HEIGHT) * scale)}
        onError={() => void again()}
      />
    </UnstyledButton>
  );
}

function Link({ message, index, file }: FileProps) {
  const Icon = icons[file.kind ?? 'file'];
  return (
    <a
      className={classes.file}
      href={file.url}
      target="_blank"
      rel="noopener"
      onClick={(event) => void openFresh(event, message, index)}
    >
      <Icon size={15} aria-hidden />
      <bdi className={classes.name}>{file.name}</bdi>
      <span className={classes.size}>{sizeOf(file.sizeBytes)}</span>
    </a>
  );
}

function Chip({ file, said, isBad = false }: { file: AttachmentView; said: string; isBad?: boolean }) {
  const Icon = isBad ? FileWarning : File;
  return (
    <p className={classes.file} data-bad={isBad || undefined}>
      <Icon size={15} aria-hidden />
      <bdi className={classes.name}>{file.name}</bdi>
      <span className={classes.size}>{said}</span>
    </p>
  );
}

/** Links hold for an hour; a screen may stand longer. */
async function openFresh(event: React.MouseEvent<HTMLAnchorElement>, message: MessageView, index: number): Promise<void> {
  const opener = event.currentTarget;
  if (!hasEnded(opener.href)) return;
  event.preventDefault();
  const fresh = await freshFile(message, index);
  if (!fresh?.url) return;
  opener.href = fresh.url;
  opener.click();
}
