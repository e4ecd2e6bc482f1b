/** An open conversation of a merged thread, as far as it matters to who should hold all of them. Times epoch ms. */
export interface SharedWork {
  /** Whose it is when no merge had moved it; null: nobody's yet. */
  ownerId: string | null;
  /** A call is live on it: it cannot change hands. */
  live: boolean;
  lastInboundAt: number;
  /** When anything was last said in it, or it was opened. */
  lastWorkAt: number;
}

/**
 * Who should hold all work of one customer, the best first: whoever is on the phone with them, then whoever the customer wrote to
 * last, then whoever worked on it last. Empty where nobody holds anything.
 */
export function ownersInOrder(work: readonly SharedWork[]): string[] {
  const sorted = [...work].sort(
    (a, b) => Number(b.live) - Number(a.live) || b.lastInboundAt - a.lastInboundAt || b.lastWorkAt - a.lastWorkAt,
  );
  return [...new Set(sorted.flatMap(({ ownerId }) => ownerId ?? []))];
}
