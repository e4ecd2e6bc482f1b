import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { WaitsController } from './waits/waits.controller.js';
import { IntervalsController } from './intervals/intervals.controller.js';

/** Numbers from committed facts. Reads only. */
@Module({
  imports: [AccountsModule],
  controllers: [IntervalsController, WaitsController],
})
export class ReportingModule {}
