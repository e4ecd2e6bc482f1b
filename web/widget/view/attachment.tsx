import type { VNode } from 'preact';
import type { WidgetMessageView } from '../../../src/contracts/views.js';
import { sizeOf } from '../sentences.js';
import { useChat } from './use-chat.js';

const WIDTH = 220;
const HEIGHT = 200;

/** One file of a message, as the customer sees it. */
export function Attachment({ message, index }: { message: WidgetMessageView; index: number }): VNode {
  const chat = useChat();
  const { words } = chat;
  const { server } = chat.connection;
  const file = message.attachments[index]!;
  if (file.state === 'pending' || !file.url)
    return (
      <p class="file" dir="auto">
        {file.name} · {file.state === 'pending' ? words.onItsWay : words.notAvailable}
      </p>
    );
  const url = server.link(file.url);
  if (file.kind === 'audio') return <audio class="player" controls preload="none" src={url} aria-label={file.name} />;
  if (file.kind === 'video') return <video class="player" controls preload="none" src={url} aria-label={file.name} />;
  // Links hold for an hour, and a page may stand longer: then the message is read again for a new one.
  const open = async (event: MouseEvent): Promise<void> => {
    const link = event.currentTarget as HTMLAnchorElement;
    if (Number(new URL(link.href).searchParams.get('expires')) * 1000 > chat.connection.now() + 5_000) return;
    event.preventDefault();
    const fresh = (await chat.readAgain(message))?.attachments[index]?.url;
    if (!fresh) return;
    link.href = server.link(fresh);
    link.click();
  };
  const link = { href: url, target: '_blank', rel: 'noopener noreferrer', onClick: (event: MouseEvent) => void open(event) };
  if (!file.thumbnailUrl)
    return (
      <a class="file" dir="auto" {...link}>
        {file.name} · {sizeOf(file.sizeBytes)}
      </a>
    );
  const scale = Math.min(1, WIDTH / (file.width ?? WIDTH), HEIGHT / (file.height ?? HEIGHT));
  return (
    <a class="picture" title={file.name} {...link}>
      <img
        src={server.link(file.thumbnailUrl)}
        alt={file.name}
        width={Math.round((file.width ?? WIDTH) * scale)}
        height={Math.round((file.height ?? HEIGHT) * scale)}
      />
    </a>
  );
}
