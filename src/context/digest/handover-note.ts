import type { HandoverContent } from '../../contracts/digest.js';
import type { Digest } from '../../core/digest/material.js';
import type { Sql } from '../../platform/database/tx.js';
import { readDigests } from './digests.queries.js';

/** The note that goes along when a conversation is handed on: the colleague's words, and the brief with them or instead. */
export async function handoverNote(
  sql: Sql,
  about: { conversationId: string; readerId: string | null; note: string | null | undefined },
): Promise<{ text: string; content: { handover: HandoverContent } }> {
  const [view] = await readDigests(sql, [{ conversationId: about.conversationId, agentId: about.readerId }]);
  const digest: Digest = { language: view?.language ?? 'en', sections: view?.sections ?? [] };
  const note = about.note?.trim() ? about.note : null;
  return { text: note ?? textOf(digest), content: { handover: { digest, hasNote: note !== null } } };
}

/** For screens and exports that show the text of a note and know nothing of briefs. */
const textOf = ({ sections, language }: Digest): string =>
  sections.flatMap(({ sentences }) => sentences.map(({ sentence }) => sentence)).join('\n') ||
  (language === 'zh' ? '没有备注。' : 'Handed on without a note.');
