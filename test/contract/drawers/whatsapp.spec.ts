import { WhatsappDrawer } from '../../../src/channels/meta/whatsapp.drawer.js';
import { FakeMeta } from '../../support/vendors/meta.js';
import { whatsappCall, whatsappSaid, whatsappStatus } from '../../support/vendors/meta-calls.js';
import { describeDrawer } from './conformance.js';
import { forgedCalls, metaAccount, payloadsOf, signedCall } from './meta-signing.js';

describeDrawer({
  drawer: new WhatsappDrawer(),
  ...metaAccount('whatsapp'),
  startFake: () => FakeMeta.start('whatsapp'),
  environment: ({ url }) => ({ META_GRAPH_URL: url }),
  identityKind: 'whatsapp',
  customers: ['8613800138000', '2348030000001', '447700900123', '5511998765432'],
  maxBatch: 12,
  bodyOf: (utterances) => JSON.stringify(whatsappSaid(utterances)),
  sign: signedCall,
  forge: forgedCalls,
  unknownKinds: (from) =>
    [
      whatsappCall({
        messages: [{ from, id: 'wamid.U1', timestamp: '1763719200', type: 'telepathy', telepathy: { thought: 'tea' } }],
      }),
      whatsappCall({
        messages: [{ from, id: 'wamid.U2', timestamp: '1763719200', type: 'interactive', interactive: { type: 'dance' } }],
      }),
      whatsappCall({ messages: [{ from, id: 'wamid.U3', type: 'image' }] }),
      whatsappCall({ messages: [{ from, type: 'text', text: { body: 'without an id' } }] }),
      whatsappCall({ messages: [{ id: 'wamid.U4', type: 'text', text: { body: 'from nobody' } }] }),
      whatsappCall({ statuses: [{ id: 'wamid.U5', status: 'pondered', timestamp: '1763719200', recipient_id: from }] }),
      whatsappCall({ tea: true }, 'kettle'),
      { object: 'teapot', entry: [{ id: '1', changes: [] }] },
      { object: 'whatsapp_business_account', entry: 'tea' },
    ].map((call) => JSON.stringify(call)),
  receiptOf: (sent, state) => JSON.stringify(whatsappStatus(sent, state, new Date('2026-11-22T10:00:00Z'))),
  payloads: payloadsOf('whatsapp'),
});
