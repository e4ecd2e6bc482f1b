import { Module } from '@nestjs/common';
import { DrawersModule } from '../drawers/drawers.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { LearnName } from './learn-name.service.js';
import { NameWork } from './name-work.js';

/** Names of customers whose vendor does not tell them with each message. */
@Module({ imports: [DrawersModule, InboxesModule], providers: [LearnName, NameWork] })
export class ProfilesModule {}
