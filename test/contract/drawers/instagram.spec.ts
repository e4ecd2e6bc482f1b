import { InstagramDrawer } from '../../../src/channels/meta/instagram.drawer.js';
import { FakeMeta } from '../../support/vendors/meta.js';
import { accountCall, accountSaid, customerEvent, instagram } from '../../support/vendors/meta-calls.js';
import { describeDrawer } from './conformance.js';
import { forgedCalls, metaAccount, payloadsOf, signedCall, unknownEvents } from './meta-signing.js';

describeDrawer({
  drawer: new InstagramDrawer(),
  ...metaAccount('instagram'),
  startFake: () => FakeMeta.start('instagram'),
  environment: ({ url }) => ({ META_GRAPH_URL: url }),
  identityKind: 'instagram',
  customers: ['883211547823301', '883211547823302', '883211547823303', '17900000000000001'],
  maxBatch: 12,
  bodyOf: (utterances) => JSON.stringify(accountSaid(instagram, utterances)),
  sign: signedCall,
  forge: forgedCalls,
  unknownKinds: (from) => unknownEvents(instagram, from),
  receiptOf: ({ to, id }, state) => {
    const at = new Date('2026-11-22T10:00:00Z');
    // Instagram tells readings, and nothing else.
    if (state !== 'read') return undefined;
    return JSON.stringify(accountCall(instagram, [customerEvent(instagram, to, at, { read: { mid: id } })]));
  },
  payloads: payloadsOf('instagram'),
});
