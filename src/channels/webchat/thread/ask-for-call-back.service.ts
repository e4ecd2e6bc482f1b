import { Injectable } from '@nestjs/common';
import { normalise } from '../../../core/identity/normalise.js';
import { customerText } from '../../../core/silence/customer-texts.js';
import { notFound, Refusal } from '../../../platform/http/refusal.js';
import type { InboxRecord } from '../../inboxes/inboxes.queries.js';
import type { CallBackBody } from '../doors/widget-bodies.js';
import type { WidgetSession } from '../sessions/widget-session.js';
import { type SentByWidget, SendWidgetMessage } from './send-widget-message.service.js';

/**
 * A customer of the web chat asks to be called: a message of theirs that says so, in line like any other. The number is a fact
 * from then on, and a claimed key; whoever takes the conversation calls it.
 */
@Injectable()
export class AskForCallBack {
  constructor(private readonly messages: SendWidgetMessage) {}

  /** Throws `not_found` where the inbox offers none, `invalid_request` for what is no number, and what a message throws. */
  ask(session: WidgetSession, inbox: InboxRecord, { phone, clientId }: CallBackBody): Promise<SentByWidget> {
    if (inbox.settings['callBack'] !== true) throw notFound('call back');
    const key = normalise('phone', phone);
    if (!key.ok)
      throw new Refusal(
        'invalid_request',
        'This is no telephone number. Write it with its country code, such as +49 30 1234567.',
        {
          errors: [{ pointer: '/phone', detail: 'is no telephone number' }],
        },
      );
    const text = `${customerText('call_back', session.locale)} ${key.display}`;
    return this.messages.send(session, { clientId, text }, session.page, {
      values: [{ kind: 'phone', value: key.value }],
      content: { callBack: { phone: key.value } },
    });
  }
}
