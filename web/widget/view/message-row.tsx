import { Component, type VNode } from 'preact';
import type { WidgetMessageView } from '../../../src/contracts/views.js';
import type { Chat } from '../chat.js';
import type { Pending } from '../outbox.js';
import { callLine, timeOf } from '../sentences.js';
import { Attachment } from './attachment.js';
import { Face } from './head.js';
import { pendingRow } from './pending-row.js';
import { Text } from './text.js';
import { ChatContext } from './use-chat.js';

interface Props {
  /** What the server has, or else what is on its way there. */
  message: WidgetMessageView | null;
  pending?: Pending;
  follows: boolean;
  isLastOwn: boolean;
}

/** Drawn anew only when something about it changed: a long thread costs nothing while somebody types. */
export class MessageRow extends Component<Props> {
  static override contextType = ChatContext;

  override shouldComponentUpdate(next: Readonly<Props>): boolean {
    const { message, follows, isLastOwn } = this.props;
    return !message || next.message !== message || next.follows !== follows || next.isLastOwn !== isLastOwn;
  }

  override render(): VNode {
    const chat = this.context as Chat;
    const { words } = chat;
    const { message, pending, follows } = this.props;
    if (!message) return pendingRow(chat, pending!);
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
        <span key="marks" class="marks" aria-live="off">
          {this.marks(message).join(' · ')}
        </span>
      </li>
    );
  }

  private marks(message: WidgetMessageView): string[] {
    const { words } = this.context as Chat;
    const { isLastOwn } = this.props;
    const { channel, delivery } = message;
    return [
      timeOf(words, message.createdAt),
      ...(channel === 'webchat' ? [] : [words.via(words.channels[channel] ?? channel)]),
      // The state of the last own message says it for those above; a failure is always shown.
      ...(message.direction === 'in' && (isLastOwn || delivery.state === 'failed') ? [words.delivery[delivery.state] ?? ''] : []),
    ];
  }
}
