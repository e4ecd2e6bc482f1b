import { Module } from '@nestjs/common';
import { ChooseWaiting } from './choose-waiting.service.js';

/** What the door of the web chat needs of routing: the customer's own choice in line. */
@Module({ providers: [ChooseWaiting], exports: [ChooseWaiting] })
export class WaitingModule {}
