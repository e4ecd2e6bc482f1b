import { channelCapabilities } from '../../contracts/channels.js';
import type { FieldError } from '../../contracts/errors.js';
import { pagesPolicies } from '../../contracts/touchpoints.js';
import { type Channel, preChatFields } from '../../contracts/words.js';
import { Refusal } from '../../platform/http/refusal.js';
import { validate } from '../../platform/http/validate.js';
import type { ConnectionForm } from '../drawers/drawer.js';
import type { DrawerShelf } from '../drawers/drawer-shelf.js';
import type { InboxTemplate } from './inbox-template.js';

/** Channels that need no vendor: their inboxes may be told whatever their own doors read. */
const doorsOfOurOwn = new Set<Channel>(['webchat', 'email', 'api']);

/** The form that an inbox of this channel and provider must fill in; undefined where there is none to fill in. */
export function formFor(shelf: DrawerShelf, channel: Channel, provider: string | undefined): ConnectionForm | undefined {
  const known = shelf.providersOf(channel);
  if (known.length === 0) {
    if (!doorsOfOurOwn.has(channel)) throw refused([{ pointer: '/channel', detail: `this build cannot speak ${channel}` }]);
    if (provider !== undefined) throw refused([{ pointer: '/provider', detail: `${channel} needs no provider` }]);
    return undefined;
  }
  const ours = doorsOfOurOwn.has(channel);
  if (provider === undefined && known.length > 1 && !ours)
    throw refused([{ pointer: '/provider', detail: `must be one of ${known.join(', ')}` }]);
  if (provider !== undefined && !known.includes(provider))
    throw refused([{ pointer: '/provider', detail: `must be one of ${known.join(', ')}` }]);
  // Our own doors work without a vendor: a form of theirs is filled in where it is named. Mail has one, and always fills it in.
  if (provider === undefined && ours && channel !== 'email') return undefined;
  return shelf.formOf(channel, provider);
}

/** Checks one half of a connection by the form's own class; what comes back is plain, defaults filled in. */
export function checkHalf<T extends object>(
  half: 'settings' | 'secrets',
  type: new () => T,
  value: object,
): Record<string, unknown> {
  try {
    return JSON.parse(JSON.stringify(validate(type, { ...value }))) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw refused((error.data.errors ?? []).map(({ pointer, detail }) => ({ pointer: `/${half}${pointer}`, detail })));
  }
}

/** Templates of an inbox: none where the channel has no use for them, one text per name and language, numbered from 1. */
export function checkTemplates(channel: Channel, templates: InboxTemplate[]): void {
  if (templates.length > 0 && !channelCapabilities[channel]?.templates)
    throw refused([{ pointer: '/templates', detail: `${channel} has no templates` }]);
  const seen = new Set<string>();
  const faults: FieldError[] = [];
  templates.forEach(({ name, language, body, variables }, index) => {
    const key = `${name} ${language}`;
    if (seen.has(key)) faults.push({ pointer: `/templates/${index}/name`, detail: 'is there twice in this language' });
    seen.add(key);
    const highest = Math.max(0, ...[...body.matchAll(/\{\{(\d{1,3})\}\}/g)].map(([, number]) => Number(number)));
    if (highest !== variables)
      faults.push({ pointer: `/templates/${index}/variables`, detail: `must be ${highest}, as the body has it` });
  });
  if (faults.length > 0) throw refused(faults);
}

const refused = (errors: FieldError[]): Refusal =>
  new Refusal('invalid_request', errors.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`).join('; '), { errors });

export interface ConnectionWish {
  channel: Channel;
  provider: string | undefined;
  settings: Record<string, unknown>;
  secrets: Record<string, unknown>;
}

export interface CheckedConnection {
  provider: string | null;
  settings: Record<string, unknown>;
  /** Null where there is nothing to keep. */
  secrets: Record<string, unknown> | null;
}

/** Both halves by the form of the channel's vendor; free settings and no secrets where a channel has none. */
export function checkConnection(shelf: DrawerShelf, { channel, provider, settings, secrets }: ConnectionWish): CheckedConnection {
  const form = formFor(shelf, channel, provider);
  if (form) {
    const halves = {
      settings: checkHalf('settings', form.settings, settings),
      secrets: checkHalf('secrets', form.secrets, secrets),
    };
    const faults = form.faults?.(halves.settings, halves.secrets) ?? [];
    if (faults.length > 0) throw refused(faults);
    return { provider: form.provider, ...halves };
  }
  const [name] = Object.keys(secrets);
  if (name !== undefined) throw refused([{ pointer: `/secrets/${name}`, detail: `${channel} takes no secrets` }]);
  if (settings['pages'] !== undefined && !pagesPolicies.some((one) => one === settings['pages']))
    throw refused([{ pointer: '/settings/pages', detail: `must be one of ${pagesPolicies.join(', ')}` }]);
  const asked = settings['preChat'] ?? [];
  if (!Array.isArray(asked) || !asked.every((one) => preChatFields.some((field) => field === one)))
    throw refused([{ pointer: '/settings/preChat', detail: `must be a list of ${preChatFields.join(', ')}` }]);
  return { provider: null, settings, secrets: null };
}
