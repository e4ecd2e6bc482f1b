import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { AgentsModule } from './agents/agents.module.js';
import { ChannelsModule } from './channels/channels.module.js';
import { ConsoleModule } from './console/console.module.js';
import { ContextModule } from './context/context.module.js';
import { ConversationsModule } from './conversations/conversations.module.js';
import { CustomersModule } from './customers/customers.module.js';
import { type Foundation, PlatformModule } from './platform/platform.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { ReportingModule } from './reporting/reporting.module.js';
import { RoutingModule } from './routing/routing.module.js';

/** The table of contents, from the ground up. */
@Module({})
export class AppModule {
  static on(foundation: Foundation): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.on(foundation),
        AccountsModule,
        AgentsModule,
        CustomersModule,
        ConversationsModule,
        ContextModule,
        PrivacyModule,
        RoutingModule,
        ChannelsModule,
        ConsoleModule,
        ReportingModule,
      ],
    };
  }
}
