import { Refusal } from '../../platform/http/refusal.js';
import type { Target } from '../work/transfer-conversation.service.js';
import { sameSecret, type Secrets } from '../../platform/secrets/secrets.js';

/** A plan as it travels: whoever shows it back proves that it is ours and unchanged. */
export interface Plan {
  id: string;
  /** Who made it; nobody else may apply it. */
  by: string;
  /** Epoch ms. */
  expiresAt: number;
  items: PlannedMove[];
}

export interface PlannedMove {
  conversationId: string;
  epoch: number;
  to: Target;
}

const signature = (secrets: Secrets, body: string): string => secrets.sign('cursor', `reassignment-plan|${body}`, 32);

export function writePlanToken(secrets: Secrets, plan: Plan): string {
  const body = Buffer.from(JSON.stringify(plan)).toString('base64url');
  return `${body}.${signature(secrets, body)}`;
}

/** Errors: `token_invalid`, `token_expired`, `forbidden` (somebody else's plan). */
export function readPlanToken(secrets: Secrets, token: string, by: string, now: number): Plan {
  const [body = '', given = ''] = token.split('.');
  if (!sameSecret(given, signature(secrets, body))) throw new Refusal('token_invalid', 'This is no plan of ours.');
  const plan = JSON.parse(Buffer.from(body, 'base64url').toString()) as Plan;
  if (plan.by !== by) throw new Refusal('forbidden', 'Only whoever made the plan may apply it.');
  if (plan.expiresAt <= now) throw new Refusal('token_expired', 'The plan is too old; make it again.');
  return plan;
}
