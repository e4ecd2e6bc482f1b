import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drawer, VendorDelivery, VendorEvent } from '../../../src/channels/drawers/drawer.js';
import { InstagramDrawer } from '../../../src/channels/meta/instagram.drawer.js';
import { MessengerDrawer } from '../../../src/channels/meta/messenger.drawer.js';
import { WhatsappDrawer } from '../../../src/channels/meta/whatsapp.drawer.js';
import type { MetaChannel } from './meta.js';
import { accountNumbers } from './meta-calls.js';

const folder = join(import.meta.dirname, '../../payloads/meta');
const { settings, secrets } = accountNumbers;
const drawers = { whatsapp: new WhatsappDrawer(), messenger: new MessengerDrawer(), instagram: new InstagramDrawer() };

/** Cuts a body that is signed as it should be. */
export function openSigned(channel: MetaChannel, body: Buffer): VendorDelivery[] {
  const signature = `sha256=${createHmac('sha256', secrets.appSecret).update(body).digest('hex')}`;
  const request = { method: 'POST' as const, url: '', query: {}, headers: { 'x-hub-signature-256': signature }, body };
  const connection = { inboxId: 'inbox', channel, settings: settings[channel], secrets };
  const opened = (drawers[channel] as Drawer).open(request, connection, new Date(0));
  if (opened.outcome === 'forged') throw new Error(opened.reason);
  return opened.deliveries;
}

/** What one delivery means to an inbox of this channel. */
export const translated = (channel: MetaChannel, raw: Buffer): VendorEvent =>
  (drawers[channel] as Drawer).translate(raw, { inboxId: 'inbox', channel, settings: settings[channel], secrets });

/** A payload by its name, cut and translated. */
export function readPayload(name: string): { deliveries: VendorDelivery[]; events: VendorEvent[] } {
  const channel = name.split('-')[0] as MetaChannel;
  const deliveries = openSigned(channel, whole(name));
  return { deliveries, events: deliveries.map(({ raw }) => translated(channel, raw)) };
}

const whole = (name: string): Buffer => readFileSync(join(folder, `${name}.json`));

/** Every payload, by name. */
export const payloads: { name: string; channel: MetaChannel; body: Buffer }[] = readdirSync(folder)
  .map((file) => file.replace('.json', ''))
  .map((name) => ({ name, channel: name.split('-')[0] as MetaChannel, body: whole(name) }));
