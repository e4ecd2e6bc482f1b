import { accountsEntities } from './accounts/accounts.entities.js';
import { agentsEntities } from './agents/agents.entities.js';
import { channelsEntities } from './channels/channels.entities.js';
import { contextEntities } from './context/context.entities.js';
import { conversationsEntities } from './conversations/conversations.entities.js';
import { customersEntities } from './customers/customers.entities.js';
import { IdempotencyKey } from './platform/http/idempotency-key.entity.js';
import { OutboxRow } from './platform/outbox/outbox.entity.js';
import { privacyEntities } from './privacy/privacy.entities.js';
import { reportingEntities } from './reporting/reporting.entities.js';
import { routingEntities } from './routing/routing.entities.js';

/** Every table that the code knows, room by room; `npm run check` compares them with the migrations. */
export const entities = [
  OutboxRow,
  IdempotencyKey,
  ...accountsEntities,
  ...agentsEntities,
  ...customersEntities,
  ...conversationsEntities,
  ...contextEntities,
  ...privacyEntities,
  ...routingEntities,
  ...channelsEntities,
  ...reportingEntities,
];
