import { Module } from '@nestjs/common';
import { ConversationsModule } from '../../conversations/conversations.module.js';
import { CustomersModule } from '../../customers/customers.module.js';
import { TouchpointsModule } from '../../context/touchpoints/touchpoints.module.js';
import { ForecastsModule } from '../../routing/forecasts/forecasts.module.js';
import { WaitingModule } from '../../routing/waiting/waiting.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { IdentityTokens } from './sessions/identity-tokens.js';
import { OpenWidgetSession } from './sessions/open-widget-session.service.js';
import { AskForCallBack } from './thread/ask-for-call-back.service.js';
import { RateConversation } from './thread/rate-conversation.service.js';
import { RecogniseCustomer } from './sessions/recognise-customer.service.js';
import { SendWidgetMessage } from './thread/send-widget-message.service.js';
import { SessionTokens } from './sessions/session-tokens.js';
import { VisitorPresence } from './visits/visitor-presence.service.js';
import { VisitorTokens } from './sessions/visitor-tokens.js';
import { WidgetCommands } from './doors/widget-commands.service.js';
import { WidgetCors } from './doors/widget-cors.middleware.js';
import { WidgetDoor } from './doors/widget-door.js';
import { WidgetLimits } from './doors/widget-limits.js';
import { WidgetOrigins } from './doors/widget-origins.js';
import { WidgetReceipts } from './thread/widget-receipts.service.js';
import { WidgetTyping } from './thread/widget-typing.service.js';
import { WidgetController, WidgetSessionsController } from './doors/widget.controller.js';
import { WidgetGateway } from './doors/widget.gateway.js';
import { WidgetQueries } from './thread/widget.queries.js';
import { WidgetRelay } from './doors/widget.relay.js';
import { WidgetVisits } from './doors/widget.visits.js';
import { WidgetUploads } from './doors/widget.uploads.js';
import { WidgetWaiting } from './doors/widget.waiting.js';
import { WidgetLine } from './doors/widget.line.js';
import { WidgetTicker } from './doors/widget.ticker.js';

/** Web chat: the widget's REST doors, its socket, and the news it is shown. */
@Module({
  imports: [InboxesModule, CustomersModule, ConversationsModule, ForecastsModule, WaitingModule, TouchpointsModule],
  controllers: [WidgetSessionsController, WidgetController],
  providers: [
    VisitorTokens,
    SessionTokens,
    IdentityTokens,
    RecogniseCustomer,
    OpenWidgetSession,
    SendWidgetMessage,
    RateConversation,
    AskForCallBack,
    WidgetReceipts,
    WidgetTyping,
    WidgetQueries,
    WidgetCommands,
    WidgetLimits,
    WidgetOrigins,
    WidgetDoor,
    WidgetCors,
    WidgetGateway,
    WidgetRelay,
    WidgetTicker,
    VisitorPresence,
    WidgetVisits,
    WidgetWaiting,
    WidgetUploads,
    WidgetLine,
  ],
})
export class WebchatModule {}
