/** Not answered with success here: the doors of vendors, and what they delivered or did not take, have their own tests. */
export const elsewhere = [
  'GET /v1/inbound/{id}/raw',
  'POST /v1/inbound/{id}/retry',
  'POST /v1/outbound/{messageId}/retry',
  'POST /v1/inbound/{id}/dismiss',
  'POST /v1/inbound/{id}/dismiss/undo',
  'POST /v1/outbound/{messageId}/dismiss',
  'POST /v1/outbound/{messageId}/dismiss/undo',
  'GET /v1/inboxes/{inbox}/webhook',
  'POST /v1/inboxes/{inbox}/webhook',
  // Page to page nothing is recorded.
  'POST /v1/calls/{id}/recording',
  // Signed by the telephone vendor, and beside a call that it carries: in the tests of voice.
  'POST /v1/inboxes/{inbox}/voice',
  'POST /v1/inboxes/{inbox}/voice/{what}',
  'POST /v1/calls/{id}/consult',
  'POST /v1/calls/{id}/consult/complete',
  'POST /v1/calls/{id}/consult/cancel',
];
