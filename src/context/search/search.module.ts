import { Module } from '@nestjs/common';
import { CustomersModule } from '../../customers/customers.module.js';
import { Forgetters } from '../../customers/forgetters.js';
import { forgetFound, forgetSearch } from './forget-search.js';
import { IndexSearch } from './index-search.service.js';
import { SearchController } from './search.controller.js';

/** Finding customers, facts and messages by what is in them. */
@Module({ imports: [CustomersModule], controllers: [SearchController], providers: [IndexSearch] })
export class SearchModule {
  constructor(forgetters: Forgetters) {
    forgetters.on('search', forgetSearch);
    forgetters.onSingle(forgetFound);
  }
}
