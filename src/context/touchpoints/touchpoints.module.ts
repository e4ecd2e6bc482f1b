import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { CustomersModule } from '../../customers/customers.module.js';
import { PageViews } from './page-views.service.js';
import { TakeTouchpoints } from './take-touchpoints.service.js';
import { TouchpointsController } from './touchpoints.controller.js';

/** Where a customer's way led beside what they wrote: steps that other systems saw, and pages. */
@Module({
  imports: [AccountsModule, CustomersModule],
  controllers: [TouchpointsController],
  providers: [TakeTouchpoints, PageViews],
  exports: [PageViews],
})
export class TouchpointsModule {}
