import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { DigestView } from '../../contracts/digest.js';
import { checkDigest } from '../../core/digest/check-digest.js';
import type { Digest, DigestLanguage, DigestMaterial } from '../../core/digest/material.js';
import { Consents } from '../../customers/consents/consents.service.js';
import { Forgetters } from '../../customers/forgetters.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { readDigestSources, readersLanguages } from './digest-material.queries.js';
import { DIGEST_WRITER, type DigestWriter } from './digest-writer.js';
import { digestOf } from './digests.queries.js';

/** As many briefs of another writer are kept; each is asked for once as long as nothing new was said. */
const MOST_KEPT = 500;

/**
 * The brief of one conversation. By the rules it is derived each time, which is cheaper than keeping it true; what a plugged-in
 * writer wrote is kept by what it was written from.
 */
@Injectable()
export class ReadDigest implements OnModuleInit {
  private readonly kept = new Map<string, Promise<Digest | null>>();

  constructor(
    private readonly db: Database,
    @Inject(LOG) private readonly log: Log,
    @Inject(DIGEST_WRITER) private readonly writer: DigestWriter | null,
    private readonly consents: Consents,
    private readonly forgetters: Forgetters,
  ) {}

  onModuleInit(): void {
    // Not known by customer, and made again when somebody looks.
    this.forgetters.on('written briefs', () => Promise.resolve(this.kept.clear()));
  }

  /** @throws Refusal `not_found`. */
  async execute(conversationId: string, reader: { agentId: string; language?: DigestLanguage }): Promise<DigestView> {
    const sources = (await readDigestSources(this.db, [conversationId])).get(conversationId);
    if (!sources) throw notFound('conversation');
    const language = reader.language ?? (await readersLanguages(this.db, [reader.agentId])).get(reader.agentId) ?? 'en';
    const rules = digestOf(sources, language);
    // What they said goes to another system only where they did not refuse to be profiled; our own rules send it nowhere.
    const mayAsk = this.writer && (await this.consents.allows(this.db, sources.customerId, 'profiling', { unlessRefused: true }));
    const written = mayAsk && this.writer && (await this.ask(this.writer, { ...sources.material, language }));
    return written ? { ...rules, ...written, writtenBy: 'writer' } : rules;
  }

  private ask(writer: DigestWriter, material: DigestMaterial): Promise<Digest | null> {
    const key = keyOf(material);
    const known = this.kept.get(key);
    if (known) return known;
    const asked = this.write(writer, material).then((digest) => {
      // A failure is not kept: the next who looks asks again.
      if (!digest) this.kept.delete(key);
      return digest;
    });
    this.kept.set(key, asked);
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value!);
    return asked;
  }

  private async write(writer: DigestWriter, material: DigestMaterial): Promise<Digest | null> {
    const about = { conversationId: material.conversationId };
    try {
      const digest = checkDigest(material, await within(writer.timeoutMs, (signal) => writer.write(material, signal)));
      if (!digest) this.log.warn(about, 'the digest writer wrote what it has no source for, or too much; the rules are used');
      return digest;
    } catch (error) {
      this.log.warn({ ...about, err: error }, 'the digest writer failed; the rules are used');
      return null;
    }
  }
}

/** A writer that ignores its signal is not waited for either. */
async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(ms);
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no answer within ${ms} ms`)), { once: true });
  });
  return Promise.race([work(signal), late]);
}

/** The moment of asking is not part of it. */
const keyOf = ({ now: _now, ...material }: DigestMaterial): string =>
  createHash('sha256').update(JSON.stringify(material)).digest('base64');
