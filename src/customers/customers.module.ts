import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CONFIG, type Config } from '../config/config.js';
import { Consents } from './consents/consents.service.js';
import { CustomersController } from './customers.controller.js';
import { BeforeBody } from '../platform/http/before-body.js';
import { rawBodyOf } from '../platform/http/raw-body.js';
import { EditCustomer } from './edit-customer.service.js';
import { Forgetters } from './forgetters.js';
import { ImportsController } from './import/imports.controller.js';
import { RunImports } from './import/run-imports.service.js';
import { keepMasked } from './stored-text.js';
import { RecordFacts } from './record-facts.service.js';
import { ResolveCustomer } from './resolve-customer.service.js';
import { FindDoubles } from './suggestions/find-doubles.service.js';
import { KeepBlocks } from './suggestions/keep-blocks.service.js';
import { SharedKeysController } from './suggestions/shared-keys.controller.js';

const services = [Consents, Forgetters, ResolveCustomer, RecordFacts, EditCustomer, FindDoubles, KeepBlocks, RunImports];

const maxTableBytes = 20 * 1024 * 1024;

@Module({
  imports: [AccountsModule],
  controllers: [CustomersController, SharedKeysController, ImportsController],
  providers: services,
  exports: services,
})
export class CustomersModule implements OnModuleInit {
  constructor(
    private readonly beforeBody: BeforeBody,
    @Inject(CONFIG) { maskedKinds }: Config,
  ) {
    keepMasked(maskedKinds);
  }

  onModuleInit(): void {
    const read = rawBodyOf(/^\/v1\/customers\/import\/?$/, maxTableBytes);
    // Nobody who shows no token makes us hold a table; the guard answers them.
    this.beforeBody.use('/v1/customers/', (request, response, next) =>
      request.headers.authorization ? read(request, response, next) : next(),
    );
  }
}
