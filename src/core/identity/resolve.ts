/**
 * How an identity reached us.
 * - `reply_address`: the reply itself goes there (a mail's From, a phone number, a vendor's user id).
 * - `signed_in`: named and vouched for by the inbox's signed identity token (a claim the token does not vouch for is `typed`).
 * - `own_token`: a key we handed out ourselves (the widget's visitor token).
 * - `typed`: somebody wrote it into a form or a message.
 */
export type IdentitySource = 'reply_address' | 'signed_in' | 'own_token' | 'typed';

/** What proves that the sender controls a `reply_address`; null: nothing does. */
export type IdentityProof = 'dmarc' | 'reply_token' | 'vendor' | null;

export interface IdentityEvidence {
  source: IdentitySource;
  proof: IdentityProof;
}

/** Who holds the same (kind, value) now, as opaque ids. Holders by a merely typed value are not holders. */
export interface IdentityHolders {
  /** The one for whom it is verified. */
  verified: string | null;
  /** The one who holds it as a reply address without proof: the oldest, where there are several. */
  joining: string | null;
  /** Several people use it: whoever writes from it is not proved to be the one who holds it. */
  shared?: boolean;
}

/**
 * - `join`: the message belongs into the holder's thread. `unproved`: it may be said there, but gives no right to read.
 * - `create`: nobody holds it; a customer of its own. `unproved` as above.
 * - `suggest`: a separate customer, and the agent is shown that `holder` might be the same person.
 */
export type IdentityResolution =
  | { action: 'join'; holder: string; unproved: boolean }
  | { action: 'create'; unproved: boolean }
  | { action: 'suggest'; holder: string };

/**
 * Joining a thread and reading it are different rights. What is typed never joins, or anybody could speak as anybody; what
 * replies go to joins even unproved, or one person's mails would lie in many threads.
 */
export function resolveIdentity(holders: IdentityHolders, evidence: IdentityEvidence): IdentityResolution {
  const holder = holders.verified ?? holders.joining;
  if (evidence.source === 'typed') {
    return holder === null ? { action: 'create', unproved: true } : { action: 'suggest', holder };
  }
  const unproved = evidence.source === 'reply_address' && (evidence.proof === null || holders.shared === true);
  return holder === null ? { action: 'create', unproved } : { action: 'join', holder, unproved };
}
