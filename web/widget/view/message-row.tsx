import { Component, type VNode } from 'preact';
import type { WidgetMessageView } from '../../../src/contracts/views.js';
import type { Chat } from '../chat.js';
import { stretchesOf } from '../links.js';
import { callLine, timeOf } from '../sentences.js';
import { Attachment } from './attachment.js';
import { Face } from './head.js';
import { ChatContext } from './use-chat.js';

interface Props {
  message: WidgetMessageView;
  follows: boolean;
  isLastOwn: boolean;
}

/** Drawn anew only when something about it changed: a long thread costs nothing while somebody types. */
export class MessageRow extends Component<Props> {
  static override contextType = ChatContext;

  override shouldComponentUpdate(next: Readonly<Props>): boolean {
    const { message, follows, isLastOwn } = this.props;
    return next.message !== message || next.follows !== follows || next.isLastOwn !== isLastOwn;
  }

  override render(): VNode {
    const { words } = this.context as Chat;
    const { message, follows } = this.props;
    if (message.call)
      return (
        <li class="event call">
          {callLine(words, message.call)} · {timeOf(words, message.createdAt)}
        </li>
      );
    if (message.kind === 'event')
      return (
        <li class="event" dir="auto">
          {message.text}
        </li>
      );
    const own = message.direction === 'in';
    const name = own ? words.you : (message.author.name ?? words.support);
    return (
      <li class={`message ${own ? 'own' : 'theirs'}${follows ? ' follows' : ''}`}>
        {!own && !follows && <Face name={name} />}
        <span class={own || follows ? 'unseen' : 'name'}>{name}</span>
        {(message.text || message.attachments.length === 0) && <Text text={message.text} />}
        {message.attachments.map((_file, index) => (
          <Attachment key={index} message={message} index={index} />
        ))}
        <span class="marks">{this.marks().join(' · ')}</span>
      </li>
    );
  }

  private marks(): string[] {
    const { words } = this.context as Chat;
    const { message, isLastOwn } = this.props;
    const { channel, delivery } = message;
    return [
      timeOf(words, message.createdAt),
      ...(channel === 'webchat' ? [] : [words.via(words.channels[channel] ?? channel)]),
      // The state of the last own message says it for those above; a failure is always shown.
      ...(message.direction === 'in' && (isLastOwn || delivery.state === 'failed') ? [words.delivery[delivery.state] ?? ''] : []),
    ];
  }
}

/** Whatever a person wrote, as text; only plain addresses in it can be followed. */
export function Text({ text }: { text: string }): VNode {
  return (
    <p class="bubble" dir="auto">
      {stretchesOf(text).map(({ text: part, href }) =>
        href ? (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
