import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PromisesReportController } from './promises/promises-report.controller.js';
import { WaitsController } from './waits/waits.controller.js';
import { RepeatedQuestionsController } from './questions/repeated-questions.controller.js';
import { IntervalsController } from './intervals/intervals.controller.js';
import { WallboardController, WallboardTokensController } from './wallboards/wallboards.controller.js';
import { Wallboards } from './wallboards/wallboards.service.js';

/** Numbers from committed facts. Reads only, but for the links of the screens that show them. */
@Module({
  imports: [AccountsModule],
  controllers: [
    IntervalsController,
    PromisesReportController,
    WaitsController,
    RepeatedQuestionsController,
    WallboardTokensController,
    WallboardController,
  ],
  providers: [Wallboards],
})
export class ReportingModule {}
