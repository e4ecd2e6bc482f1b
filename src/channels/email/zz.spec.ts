import { readFileSync, readdirSync } from 'node:fs';
import { it } from '@jest/globals';
import { parseMail } from './parse-mail.js';
import { translateMail } from './translate-mail.js';
it('x', async () => {
  const dir = `${import.meta.dirname}/../../../test/payloads/email/`;
  let out = '';
  for (const f of readdirSync(dir).filter((n) => n.endsWith('.eml'))) {
    const m = await parseMail(readFileSync(dir + f));
    const t = translateMail(m, { addresses: ['support@demo.test'], secrets: ['s'], instanceId: 'demo-instance', trustedAuthservIds: ['mx.demo.test'] }, { receivedAt: new Date('2026-11-21T00:00:00Z'), envelopeTo: [] });
    if (t.outcome === 'message') { const { from, subject, text, quoted, signature, html, attachments, automatic, proof, defects, externalId, replyToDiffers, threading } = t.message;
    out += `== ${f} ${JSON.stringify({ from, subject, text, quoted, signature, html, attachments, automatic, proof, defects, externalId, replyToDiffers, a: threading.answers })}\n`; }
    else out += `== ${f} ${JSON.stringify(t)}\n`;
  }
  process.stdout.write(out);
});
