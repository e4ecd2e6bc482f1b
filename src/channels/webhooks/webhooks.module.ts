import { Module, type OnModuleInit } from '@nestjs/common';
import { BeforeBody } from '../../platform/http/before-body.js';
import { rawBodyOf } from '../../platform/http/raw-body.js';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { TakeWebhook } from './take-webhook.service.js';
import { WebhookController } from './webhook.controller.js';

const maxBytes = 1024 * 1024;

/** The door of all vendors. */
@Module({ imports: [DeliveriesModule, InboxesModule], controllers: [WebhookController], providers: [TakeWebhook] })
export class WebhooksModule implements OnModuleInit {
  constructor(private readonly beforeBody: BeforeBody) {}

  onModuleInit(): void {
    this.beforeBody.use('/v1/inboxes/', rawBodyOf(/^\/v1\/inboxes\/[^/]+\/webhook\/?$/, maxBytes));
  }
}
