import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { HoursView, QueueView } from '../../../src/contracts/routing-views.js';
import type { AgentView, SkillView } from '../../../src/contracts/views.js';
import type { Channel } from '../../../src/contracts/words.js';
import type { InboxRecord } from './inboxes/inbox-record.js';
import type { Choice } from './records/fields.js';
import { useRecords } from './records/records.js';

/** What can be chosen in forms: whatever exists, by the name people gave it. */

const byLabel = (one: Choice, other: Choice): number => one.label.localeCompare(other.label);

export function useSkillChoices(): Choice[] {
  const { records } = useRecords<SkillView>('/v1/skills');
  return useMemo(() => (records ?? []).map(({ key, name }) => ({ value: key, label: name })).sort(byLabel), [records]);
}

export function useQueueChoices(without?: string): Choice[] {
  const { records } = useRecords<QueueView>('/v1/queues');
  return useMemo(
    () =>
      (records ?? [])
        .filter(({ id }) => id !== without)
        .map(({ id, name }) => ({ value: id, label: name }))
        .sort(byLabel),
    [records, without],
  );
}

export function useAgentChoices(): Choice[] {
  const { records } = useRecords<AgentView>('/v1/agents');
  return useMemo(
    () =>
      (records ?? [])
        .filter(({ disabled }) => !disabled)
        .map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` }))
        .sort(byLabel),
    [records],
  );
}

export function useHoursChoices(): Choice[] {
  const { records } = useRecords<HoursView>('/v1/hours');
  return useMemo(
    () => (records ?? []).map(({ id, name, timeZone }) => ({ value: id, label: `${name} (${timeZone})` })).sort(byLabel),
    [records],
  );
}

export function useInboxChoices(): Choice[] {
  const { records } = useRecords<InboxRecord>('/v1/inboxes');
  const { t } = useTranslation('ui');
  return useMemo(
    () =>
      (records ?? [])
        .map(({ id, name, channel }) => ({ value: id, label: `${name} (${t(`channel.${channel}`)})` }))
        .sort(byLabel),
    [records, t],
  );
}

/** Groups have no list of their own: they are what agents are in and queues ask for. */
export function useGroups(): string[] {
  const { records: agents } = useRecords<AgentView>('/v1/agents');
  const { records: queues } = useRecords<QueueView>('/v1/queues');
  return useMemo(
    () => [...new Set([...(agents ?? []), ...(queues ?? [])].flatMap(({ groups }) => groups))].sort((a, b) => a.localeCompare(b)),
    [agents, queues],
  );
}

const tags =
  'ar bg bn cs da de de-AT de-CH el en en-GB en-US es es-MX et fa fi fr fr-CA fr-CH he hi hr hu id it ja ko lt lv ms nb nl no pl pt pt-BR ro ru sk sl sr sv sw ta te th tl tr uk ur vi zh zh-CN zh-HK zh-TW';

/** Languages by their names; those that are in use and not among the usual ones are there too. */
export function useLanguageChoices(also: readonly string[] = []): Choice[] {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const names = new Intl.DisplayNames([i18n.language], { type: 'language' });
    const labelOf = (tag: string): string => {
      try {
        return `${names.of(tag) ?? tag} (${tag})`;
      } catch {
        return tag;
      }
    };
    return [...new Set([...tags.split(' '), ...also])].map((tag) => ({ value: tag, label: labelOf(tag) })).sort(byLabel);
  }, [i18n.language, also.join(' ')]);
}

export function useZoneChoices(): Choice[] {
  return useMemo(
    () => ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
    [],
  );
}

export function useChannelChoices(channels: readonly Channel[]): Choice[] {
  const { t } = useTranslation('ui');
  return channels.map((channel) => ({ value: channel, label: t(`channel.${channel}`) }));
}

/** Of the deployment itself: contracts hold types only on this side of the wall. */
export const allChannels = [
  'webchat',
  'email',
  'voice',
  'sms',
  'whatsapp',
  'messenger',
  'instagram',
  'telegram',
  'line',
  'wechat',
  'api',
] as const satisfies readonly Channel[];
