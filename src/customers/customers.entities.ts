import { Customer } from './customer.entity.js';
import { CustomerMerge } from './customer-merge.entity.js';
import { Fact } from './fact.entity.js';
import { Identity } from './identity.entity.js';
import { CustomerPromise } from './promise.entity.js';

export const customersEntities = [Customer, Identity, CustomerMerge, Fact, CustomerPromise];
