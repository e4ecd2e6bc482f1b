import type { DigestView } from '../../contracts/digest.js';
import type { DigestLanguage } from '../../core/digest/material.js';
import { writeDigest } from '../../core/digest/write-digest.js';
import type { Sql } from '../../platform/database/tx.js';
import { type DigestSources, readDigestSources, readersLanguages } from './digest-material.queries.js';

export interface DigestAsked {
  conversationId: string;
  /** Who will read it: it comes in their language. */
  agentId: string | null;
}

/** The brief by the rules, from what was read. */
export const digestOf = ({ material, handover }: DigestSources, language: DigestLanguage): DigestView => ({
  conversationId: material.conversationId,
  ...writeDigest({ ...material, language }),
  writtenBy: 'rules',
  handover,
});

/** Briefs by the rules, in the order asked; null where the conversation is not there. Two statements, however many. */
export async function readDigests(sql: Sql, asked: readonly DigestAsked[]): Promise<(DigestView | null)[]> {
  if (asked.length === 0) return [];
  const [sources, languages] = await Promise.all([
    readDigestSources(
      sql,
      asked.map((one) => one.conversationId),
    ),
    readersLanguages(
      sql,
      asked.flatMap((one) => one.agentId ?? []),
    ),
  ]);
  return asked.map(({ conversationId, agentId }) => {
    const found = sources.get(conversationId);
    return found ? digestOf(found, (agentId && languages.get(agentId)) || 'en') : null;
  });
}
