import { Consent } from './consents/consent.entity.js';
import { Customer } from './customer.entity.js';
import { CustomerMerge } from './customer-merge.entity.js';
import { Fact } from './fact.entity.js';
import { Identity } from './identity.entity.js';
import { CustomerImport, CustomerImportRow } from './import/customer-import.entity.js';
import { CustomerPromise } from './promise.entity.js';
import { CustomerDevice } from './suggestions/customer-device.entity.js';
import { IdentityBlock, IdentityBlockMark } from './suggestions/identity-block.entity.js';
import { IdentitySuggestion } from './suggestions/identity-suggestion.entity.js';
import { SharedKey } from './suggestions/shared-key.entity.js';

export const customersEntities = [
  Consent,
  Customer,
  Identity,
  CustomerMerge,
  Fact,
  CustomerPromise,
  SharedKey,
  CustomerDevice,
  IdentityBlock,
  IdentityBlockMark,
  IdentitySuggestion,
  CustomerImport,
  CustomerImportRow,
];
