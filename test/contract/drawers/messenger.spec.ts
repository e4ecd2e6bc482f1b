import { MessengerDrawer } from '../../../src/channels/meta/messenger.drawer.js';
import { FakeMeta } from '../../support/vendors/meta.js';
import { accountCall, accountSaid, customerEvent, page } from '../../support/vendors/meta-calls.js';
import { describeDrawer } from './conformance.js';
import { forgedCalls, metaAccount, payloadsOf, signedCall, unknownEvents } from './meta-signing.js';

describeDrawer({
  drawer: new MessengerDrawer(),
  ...metaAccount('messenger'),
  startFake: () => FakeMeta.start('messenger'),
  environment: ({ url }) => ({ META_GRAPH_URL: url }),
  identityKind: 'messenger',
  customers: ['5275811702471834', '7000000000000001', '7000000000000002', '24681357924681357'],
  maxBatch: 12,
  bodyOf: (utterances) => JSON.stringify(accountSaid(page, utterances)),
  sign: signedCall,
  forge: forgedCalls,
  unknownKinds: (from) => unknownEvents(page, from),
  receiptOf: ({ to, id }, state) => {
    const at = new Date('2026-11-22T10:00:00Z');
    if (state === 'delivered')
      return JSON.stringify(
        accountCall(page, [customerEvent(page, to, at, { delivery: { mids: [id], watermark: at.getTime() } })]),
      );
    // A reading names no message, only how far it goes: the story of this channel tells it.
    return undefined;
  },
  payloads: payloadsOf('messenger'),
});
