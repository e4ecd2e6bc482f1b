import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PromisesReportController } from './promises/promises-report.controller.js';
import { WaitsController } from './waits/waits.controller.js';
import { RepeatedQuestionsController } from './questions/repeated-questions.controller.js';
import { IntervalsController } from './intervals/intervals.controller.js';

/** Numbers from committed facts. Reads only. */
@Module({
  imports: [AccountsModule],
  controllers: [IntervalsController, PromisesReportController, WaitsController, RepeatedQuestionsController],
})
export class ReportingModule {}
