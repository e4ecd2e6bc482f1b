/** What the rules of the house find in a text by themselves. */
export const FACT_KINDS = [
  'order_number',
  'invoice_number',
  'email',
  'phone',
  'address',
  'date',
  'purchase_date',
  'delivery_date',
  'birth_date',
  'amount',
  'product',
  'version',
  'error_code',
] as const;
export type FactKind = (typeof FACT_KINDS)[number];
