import { capabilitiesOf, type ChannelCapabilities } from '../contracts/channels.js';
import { windowClosed } from '../contracts/delivery-reasons.js';
import type { FieldError } from '../contracts/errors.js';
import type { InboxTemplateView } from '../contracts/views.js';
import type { Channel } from '../contracts/words.js';
import type { Sql } from '../platform/database/tx.js';
import { Refusal } from '../platform/http/refusal.js';
import type { Addressee } from './addressee.js';

/** The most parts that a text is cut into; a longer one is a file. */
const mostParts = 20;

export interface TemplateChoice {
  name: string;
  language: string;
  variables: string[];
}

/** What may be said to somebody on a channel at this moment. */
export interface ReplyRules {
  channel: Channel;
  can: ChannelCapabilities;
  templates: InboxTemplateView[];
  /** The reply window that the customer's last message opened; nulls where there is no window, or they never wrote. */
  opensAt: Date | null;
  closesAt: Date | null;
  /** Whether a free text may be sent now. */
  open: boolean;
  /** The window is open for what a person writes, and not for what Throughline would say by itself. */
  peopleOnly: boolean;
  inboxClosed: boolean;
}

/** Undefined where this build cannot speak the channel. */
export async function replyRules(sql: Sql, channel: Channel, to: Addressee): Promise<ReplyRules | undefined> {
  const [row] = await sql.query<{
    provider: string | null;
    templates: InboxTemplateView[];
    disabled: boolean;
    now: Date;
    heard_at: Date | null;
    shut_at: Date | null;
    settings: Record<string, unknown>;
  }>(
    `SELECT x.provider, x.settings, x.templates, x.disabled_at IS NOT NULL AS disabled, app_now() AS now, heard.at AS heard_at,
            (SELECT o.created_at FROM messages o
             WHERE o.customer_id = $2 AND o.identity_id = $3 AND o.inbox_id = x.id AND o.direction = 'out' AND o.seq > heard.seq
               AND o.delivery_state = 'failed' AND strpos(lower(o.delivery_reason), $4) > 0
             ORDER BY o.seq LIMIT 1) AS shut_at
     FROM inboxes x LEFT JOIN LATERAL
       (SELECT m.seq, least(m.occurred_at, m.created_at) AS at FROM messages m
        WHERE m.customer_id = $2 AND m.identity_id = $3 AND m.inbox_id = x.id AND m.direction = 'in' AND m.kind = 'text'
        ORDER BY m.seq DESC LIMIT 1) heard ON true
     WHERE x.id = $1`,
    [to.inboxId, to.customerId, to.identityId, windowClosed],
  );
  const can = row && capabilitiesOf(channel, row.provider);
  if (!can) return undefined;
  const opensAt = can.replyWindowMs === null ? null : row.heard_at;
  const usuallyUntil = opensAt && new Date(opensAt.getTime() + can.replyWindowMs!);
  const { peopleWindow } = can;
  const longer = opensAt && peopleWindow && row.settings[peopleWindow.setting] === true;
  const byOurClock = longer ? new Date(opensAt.getTime() + peopleWindow.ms) : usuallyUntil;
  // The vendor's own clock decides, and it has spoken; until they write again nothing else can open the window.
  const closesAt = byOurClock && row.shut_at && row.shut_at < byOurClock ? row.shut_at : byOurClock;
  return {
    ...{ channel, can, opensAt, closesAt, inboxClosed: row.disabled },
    templates: can.templates ? row.templates : [],
    open: can.replyWindowMs === null || (closesAt !== null && closesAt > row.now),
    peopleOnly: usuallyUntil !== null && usuallyUntil <= row.now,
  };
}

/** Throws `invalid_request` with the limit where the channel does not carry a text of this length, not even in pieces. */
export function refuseOverlong({ channel, can }: Pick<ReplyRules, 'channel' | 'can'>, text: string): void {
  if (can.maxTextLength === 0)
    throw new Refusal('invalid_request', `${channel} carries no text; choose another channel.`, {
      translations: { zh: '这个渠道不能发送文字，请换一个渠道。' },
      errors: [{ pointer: '/channel', detail: 'carries no text' }],
    });
  const times = can.overlong === 'split' ? mostParts : 1;
  const most = can.maxTextLength * times;
  if (text.length > most)
    throw new Refusal('invalid_request', `A message on ${channel} may have ${most} characters; this one has ${text.length}.`, {
      translations: { zh: `此渠道的消息最多 ${most} 个字符，现有 ${text.length} 个。` },
      errors: [{ pointer: '/text', detail: `must be ${most} characters or fewer` }],
    });
  const mostBytes = (can.maxTextBytes ?? Infinity) * times;
  const bytes = can.maxTextBytes === undefined ? 0 : Buffer.byteLength(text);
  if (bytes > mostBytes)
    throw new Refusal('invalid_request', `A message on ${channel} may have ${mostBytes} bytes; this one has ${bytes}.`, {
      translations: { zh: `此渠道的消息最多 ${mostBytes} 字节，现有 ${bytes} 字节。` },
      errors: [{ pointer: '/text', detail: `must be ${mostBytes} bytes of UTF-8 or fewer` }],
    });
}

/** The text of a template with its variables in place, as the thread keeps it. Throws `invalid_request` by field. */
export function rendered({ channel, can, templates }: ReplyRules, choice: TemplateChoice, text: string): string {
  const refuse = (pointer: string, detail: string): never => {
    const errors: FieldError[] = [{ pointer, detail }];
    throw new Refusal('invalid_request', `${pointer.slice(1)}: ${detail}`, { errors });
  };
  if (!can.templates) refuse('/template', `${channel} has no templates`);
  if (text.trim() !== '') refuse('/text', 'is written by the template; leave it empty');
  const ofName = templates.filter((one) => one.name === choice.name);
  if (ofName.length === 0) refuse('/template/name', 'is no template of this inbox');
  const template = ofName.find((one) => one.language === choice.language);
  if (!template) return refuse('/template/language', `must be one of ${ofName.map((one) => one.language).join(', ')}`);
  if (choice.variables.length !== template.variables)
    refuse('/template/variables', `must be ${template.variables} texts, as the template has it`);
  return template.body.replace(/\{\{(\d{1,3})\}\}/g, (all, number: string) => choice.variables[Number(number) - 1] ?? all);
}
