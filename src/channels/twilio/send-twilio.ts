import type { OutgoingPart, PartOutcome } from '../drawers/drawer.js';
import type { VendorHttp } from '../drawers/vendor-http.js';
import type { Channel } from '../../contracts/words.js';
import { writeTwilioAddress } from './twilio-address.js';
import { type TwilioConnection, twilioAccountOf } from './twilio-connection.js';
import { twilioFailure } from './twilio-failures.js';
import { callTwilio } from './twilio-rest.js';

/**
 * One message. Twilio takes no idempotency key for messages: where its answer got lost, the next attempt may be a second
 * copy, which is better than none.
 */
export async function sendTwilio(
  part: OutgoingPart,
  channel: Channel,
  connection: TwilioConnection,
  http: VendorHttp,
): Promise<PartOutcome> {
  const form = formOf(part, channel, connection);
  if (typeof form === 'string') return { state: 'failed', reason: form };
  const answer = await callTwilio(http, twilioAccountOf(connection), '/Messages.json', { form });
  if (answer.outcome === 'later')
    return { state: 'later', reason: answer.reason, ...(answer.afterMs !== undefined && { afterMs: answer.afterMs }) };
  if (answer.outcome === 'refused') return { state: 'failed', reason: twilioFailure(answer.code, answer.reason) };
  const { sid, status, error_code: code, error_message: said } = answer.json;
  if (status === 'failed' && typeof code === 'number')
    return { state: 'failed', reason: twilioFailure(code, typeof said === 'string' ? said : '') };
  return typeof sid === 'string' ? { state: 'sent', externalId: sid } : { state: 'later', reason: 'Twilio named no message' };
}

/** The form of the call, or why there is none. */
function formOf(part: OutgoingPart, channel: Channel, { settings, webhookUrl }: TwilioConnection): URLSearchParams | string {
  const to = writeTwilioAddress(channel, part.to.value);
  if (!to) return twilioFailure(21211, '');
  const form = new URLSearchParams({ To: to });
  if (settings.messagingServiceSid) form.set('MessagingServiceSid', settings.messagingServiceSid);
  if (settings.from) form.set('From', writeTwilioAddress(channel, settings.from) ?? settings.from);
  if (webhookUrl) form.set('StatusCallback', webhookUrl);
  if (part.template) return withTemplate(form, part.template, channel, settings);
  if (part.media) form.set('MediaUrl', part.media.url);
  if (part.text) form.set('Body', part.text);
  return part.media || part.text ? form : 'there is nothing in it that Twilio could carry';
}

function withTemplate(
  form: URLSearchParams,
  { name, language, variables }: NonNullable<OutgoingPart['template']>,
  channel: Channel,
  { contents = [] }: TwilioConnection['settings'],
): URLSearchParams | string {
  if (channel !== 'whatsapp') return 'text messages have no templates';
  const named = contents.filter((one) => one.name === name);
  const known = named.find((one) => one.language === language) ?? named.find((one) => one.language === undefined);
  const contentSid = known?.contentSid ?? (/^HX[0-9a-f]{32}$/.test(name) ? name : undefined);
  if (!contentSid) return `the inbox's settings (contents) know no template "${name}" in ${language}`;
  form.set('ContentSid', contentSid);
  if (variables.length > 0)
    form.set('ContentVariables', JSON.stringify(Object.fromEntries(variables.map((value, index) => [String(index + 1), value]))));
  return form;
}
