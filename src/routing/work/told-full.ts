import type { FullBecause } from '../../core/capacity/admission.js';
import type { Told } from '../../core/matching/told.js';
import type { AgentRoom } from './reserved.queries.js';

/** Why there is no room, with the figures of the limit that stands in the way. */
export function toldFull(room: AgentRoom, because: FullBecause, channel: string): Told {
  const { name, held, channelLimits, reserved, limit } = room;
  if (because === 'busy')
    return room.holdsExclusive
      ? told(`${name} is in a conversation that takes their whole attention.`, `${name} 正忙于需要全神贯注的会话。`)
      : told(
          `${name} has work that waits on them; this needs their whole attention.`,
          `${name} 手上还有其他工作，而此项需要全神贯注。`,
        );
  if (because === 'channel_full') {
    const [taken, most] = [held[channel] ?? 0, channelLimits[channel] ?? 0];
    return told(
      `${name} has no room left on ${channel}: ${taken} of ${most} conversations are taken.`,
      `${name} 在 ${channel} 渠道已达上限：${most} 个会话已占 ${taken} 个。`,
    );
  }
  const kept = reasonsToKeep(room);
  return told(
    `${name} has no room left: ${reserved} of ${limit} units are taken${inBrackets(kept.map((one) => one.en).join(', '), ' (', ')')}.`,
    `${name} 没有空位：${limit} 个单位已占 ${reserved} 个${inBrackets(kept.map((one) => one.zh).join('，'), '（', '）')}。`,
  );
}

const told = (sentence: string, zh: string): Told => ({ sentence, translations: { zh } });

const inBrackets = (text: string, open: string, close: string): string => (text ? open + text + close : '');

function reasonsToKeep({ returnReserve, rampMs, onboarding, availableSince, now }: AgentRoom): { en: string; zh: string }[] {
  return [
    ...(returnReserve > 0
      ? [{ en: `${returnReserve} are kept for returning customers`, zh: `其中 ${returnReserve} 个为回头客户保留` }]
      : []),
    ...(rampMs > 0 && now < availableSince + rampMs ? [{ en: 'they have only just become available', zh: '刚刚上岗' }] : []),
    ...(onboarding && now < onboarding.until ? [{ en: 'they are new', zh: '仍在适应期' }] : []),
  ];
}
