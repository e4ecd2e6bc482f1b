import { conversationsEntities } from './conversations/conversations.entities.js';
import { customersEntities } from './customers/customers.entities.js';
import { OutboxRow } from './platform/outbox/outbox.entity.js';

/** Every table that the code knows, room by room; `npm run check` compares them with the migrations. */
export const entities = [OutboxRow, ...customersEntities, ...conversationsEntities];
