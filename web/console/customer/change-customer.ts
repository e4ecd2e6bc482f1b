import type { CustomerView } from '../../../src/contracts/views.js';
import { call, exchange } from '../live/api.js';

/** Changes the record of the customer, refused where somebody changed it since it was read here. */
export async function changeCustomer(id: string, change: object): Promise<CustomerView> {
  const { etag } = await exchange<CustomerView>('GET', `/v1/customers/${id}`);
  return call<CustomerView>('PATCH', `/v1/customers/${id}`, change, etag ? { headers: { 'if-match': etag } } : {});
}
