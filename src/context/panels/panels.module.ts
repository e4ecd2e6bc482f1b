import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { CustomersModule } from '../../customers/customers.module.js';
import { AskPanel } from './ask-panel.service.js';
import { ConversationPanelsController, PanelsController } from './panels.controller.js';
import { Panels } from './panels.service.js';

/** What other systems show beside a conversation. */
@Module({
  imports: [AccountsModule, CustomersModule],
  controllers: [PanelsController, ConversationPanelsController],
  providers: [Panels, AskPanel],
})
export class PanelsModule {}
