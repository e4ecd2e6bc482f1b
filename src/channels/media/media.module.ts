import { Module } from '@nestjs/common';
import { ConversationsModule } from '../../conversations/conversations.module.js';
import { DrawersModule } from '../drawers/drawers.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { DrawerMedia } from './drawer-media.service.js';
import { FetchMediaOfMessage } from './fetch-media.service.js';
import { MediaSources } from './media-sources.js';
import { MediaWork } from './media-work.js';

/** Files that others hold for us: fetched after their message is in the thread, each by the side that holds it. */
@Module({
  imports: [ConversationsModule, DrawersModule, InboxesModule],
  providers: [MediaSources, DrawerMedia, FetchMediaOfMessage, MediaWork],
  exports: [MediaSources],
})
export class MediaModule {}
