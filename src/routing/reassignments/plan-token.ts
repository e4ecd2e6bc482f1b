import { Refusal } from '../../platform/http/refusal.js';
import { sameSecret, type Secrets } from '../../platform/secrets/secrets.js';

const signature = (secrets: Secrets, id: string): string => secrets.sign('reassignment', `plan|${id}`, 32);

/** A reference to a stored plan that nobody can make up. */
export const writePlanToken = (secrets: Secrets, id: string): string => `${id}.${signature(secrets, id)}`;

/** The id of the plan. Errors: `token_invalid`. */
export function readPlanToken(secrets: Secrets, token: string): string {
  const [id = '', given = '', ...rest] = token.split('.');
  if (rest.length > 0 || !sameSecret(given, signature(secrets, id)))
    throw new Refusal('token_invalid', 'This is no plan of ours.', {
      errors: [{ pointer: '/planToken', detail: 'is no plan of ours' }],
      translations: { zh: '这不是有效的方案。' },
    });
  return id;
}
