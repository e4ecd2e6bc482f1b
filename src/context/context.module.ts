import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CONFIG, type Config } from '../config/config.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { Clock } from '../platform/clock/clock.js';
import { ContextController } from './context.controller.js';
import { ContextQueries } from './context.queries.js';
import { EnterFact } from './enter-fact.service.js';
import { KeepPromise } from './keep-promise.service.js';
import { DigestController } from './digest/digest.controller.js';
import { DIGEST_WRITER } from './digest/digest-writer.js';
import { HttpDigestWriter } from './digest/http-digest-writer.js';
import { ReadDigest } from './digest/read-digest.service.js';
import { MakePromise } from './make-promise.service.js';
import { BreakPromise } from './promises/break-promise.service.js';
import { MovePromise } from './promises/move-promise.service.js';
import { DecideSuggestion } from './promises/decide-suggestion.service.js';
import { PromisesController } from './promises/promises.controller.js';
import { FactPatternsController } from './facts/fact-patterns.controller.js';
import { FactPatterns } from './facts/fact-patterns.service.js';
import { PanelsModule } from './panels/panels.module.js';
import { SearchModule } from './search/search.module.js';
import { TouchpointsModule } from './touchpoints/touchpoints.module.js';
import { ReadMessages } from './facts/read-messages.listener.js';
import { CheckDraft } from './known/check-draft.service.js';
import { CountQuestions } from './known/count-questions.service.js';
import { DraftCheckController } from './known/draft-check.controller.js';

/** What an agent needs to know before the first word. */
@Module({
  imports: [AccountsModule, CustomersModule, ConversationsModule, SearchModule, PanelsModule, TouchpointsModule],
  controllers: [ContextController, FactPatternsController, DraftCheckController, DigestController, PromisesController],
  providers: [
    ...[BreakPromise, MovePromise, DecideSuggestion, ReadDigest],
    {
      provide: DIGEST_WRITER,
      inject: [CONFIG, Clock],
      useFactory: ({ digestWriter }: Config, clock: Clock) => digestWriter && new HttpDigestWriter(digestWriter, clock),
    },
    ContextQueries,
    MakePromise,
    KeepPromise,
    EnterFact,
    ReadMessages,
    FactPatterns,
    CheckDraft,
    CountQuestions,
  ],
  exports: [ContextQueries],
})
export class ContextModule {}
