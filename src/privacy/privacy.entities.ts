import { Erasure } from './erasure/erasure.entity.js';
import { Tombstone } from './erasure/tombstone.entity.js';
import { CustomerExport } from './exports/customer-export.entity.js';
import { RetentionRule } from './retention/retention-rule.entity.js';

export const privacyEntities = [CustomerExport, Erasure, Tombstone, RetentionRule];
