/** What can identify a customer, in one list for the whole house. */
export const IDENTITY_KINDS = [
  'visitor',
  'external',
  'email',
  'phone',
  'whatsapp',
  'messenger',
  'instagram',
  'telegram',
  'line',
  'wechat',
] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];
