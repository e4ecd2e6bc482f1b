import { Module, type OnModuleInit } from '@nestjs/common';
import { JobBus } from '../../platform/jobs/job-bus.js';
import { DrawersModule } from '../drawers/drawers.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { ShowTyping } from './show-typing.service.js';

/** The sign of writing on the channels of vendors. */
@Module({ imports: [DrawersModule, InboxesModule], providers: [ShowTyping] })
export class TypingModule implements OnModuleInit {
  constructor(
    private readonly jobs: JobBus,
    private readonly show: ShowTyping,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('show-typing', (data) => this.show.run(data));
  }
}
