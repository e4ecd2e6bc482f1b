import { DIGEST_LANGUAGES, DIGEST_SECTIONS, type Digest, type DigestSection } from '../core/digest/material.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';

export { DIGEST_LANGUAGES as digestLanguages, type DigestLanguage } from '../core/digest/material.js';

/** The handover brief of a conversation, in the language of who reads it: every sentence with the messages it rests on. */
export interface DigestView extends Digest {
  conversationId: string;
  writtenBy: 'rules' | 'writer';
  /** The last handing over in this conversation, and what the colleague who did it wrote for the next. */
  handover: HandoverView | null;
}

export interface HandoverView {
  messageId: string;
  by: { id: string; name: string } | null;
  /** Null where they wrote none: the brief alone went along. */
  note: string | null;
  at: string;
}

/** What the note of a transfer carries in its `content`: the brief as it was when the conversation went on. */
export interface HandoverContent {
  digest: Digest;
  /** False: the text of the note is the brief itself. */
  hasNote: boolean;
}

export const digestSchemas: Record<string, Schema> = {
  Digest: s.object<DigestView>({
    conversationId: s.id,
    language: s.oneOf(DIGEST_LANGUAGES),
    writtenBy: s.oneOf(['rules', 'writer']),
    sections: s.list(
      s.object<DigestSection>({
        key: s.oneOf(DIGEST_SECTIONS),
        sentences: s.list(
          s.object<DigestSection['sentences'][number]>({
            sentence: s.text,
            sources: s.described(s.list(s.id), 'Ids of the messages it rests on.'),
          }),
        ),
      }),
    ),
    handover: s.orNull(
      s.object<HandoverView>({
        messageId: s.id,
        by: s.orNull(s.object<{ id: string; name: string }>({ id: s.id, name: s.text })),
        note: s.orNull(s.text),
        at: s.time,
      }),
    ),
  }),
};
