import { normalise } from '../../../core/identity/normalise.js';
import { Refusal } from '../../../platform/http/refusal.js';
import { oneLine } from './plain-text.js';
import type { PreChatBody } from '../doors/widget-bodies.js';
import type { PreChatValue } from './widget-session.js';

const mostAnswers = 20;
const mostBytes = 4_000;

/** A form's answers as facts: addresses in their one spelling, everything short, what is unreadable kept as it was typed. */
export function preChatValues(form: PreChatBody | undefined): PreChatValue[] {
  if (!form) return [];
  const named = [
    value('name', form.name),
    address('email', form.email),
    address('phone', form.phone),
    value('order_number', form.orderNumber),
  ];
  const others = Object.entries(form.answers ?? {})
    .slice(0, mostAnswers)
    .map(([name, answer]) =>
      ['string', 'number', 'boolean'].includes(typeof answer) ? value(oneLine(name, 60), String(answer)) : undefined,
    );
  const values = [...named, ...others].filter((one) => one !== undefined);
  // They travel in the session token, and so in a header of every request.
  if (Buffer.byteLength(JSON.stringify(values)) > mostBytes)
    throw new Refusal('payload_too_large', `The form before the chat may hold ${mostBytes} bytes.`);
  return values;
}

function value(kind: string, written: string | undefined): PreChatValue | undefined {
  const bare = written === undefined ? '' : oneLine(written, 200);
  return bare && kind ? { kind, value: bare } : undefined;
}

function address(kind: 'email' | 'phone', written: string | undefined): PreChatValue | undefined {
  const typed = value(kind, written);
  if (!typed) return undefined;
  const normalised = normalise(kind, typed.value);
  return normalised.ok ? { kind, value: normalised.value } : typed;
}
