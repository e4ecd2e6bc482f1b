import { Module } from '@nestjs/common';
import { KeepPromises } from './keep-promises.service.js';

/** What customers are told about their wait, and whether it was true. */
@Module({ providers: [KeepPromises], exports: [KeepPromises] })
export class ForecastsModule {}
