import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CustomersController } from './customers.controller.js';
import { EditCustomer } from './edit-customer.service.js';
import { RecordFacts } from './record-facts.service.js';
import { ResolveCustomer } from './resolve-customer.service.js';

const services = [ResolveCustomer, RecordFacts, EditCustomer];

@Module({ imports: [AccountsModule], controllers: [CustomersController], providers: services, exports: services })
export class CustomersModule {}
