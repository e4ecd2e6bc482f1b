import { channels } from '../contracts/words.js';
import { type FieldError } from '../contracts/errors.js';
import { Refusal } from '../platform/http/refusal.js';
import type { AgentRow } from './agents.repository.js';

/** What an agent can do and how much at once, as it is asked for; what is left out stays (or is the default). */
export interface WorkWish {
  capacity?: number;
  returnReserve?: number;
  rampUpMs?: number;
  onboardingFrom?: string | null;
  onboardingUntil?: string | null;
  channelLimits?: Record<string, number>;
  groups?: string[];
  languages?: string[];
}

export type Work = Pick<
  AgentRow,
  'capacity' | 'returnReserve' | 'rampUpMs' | 'onboardingFrom' | 'onboardingUntil' | 'channelLimits' | 'groups' | 'languages'
>;

export const defaultWork: Work = {
  ...{ capacity: 100, returnReserve: 0, rampUpMs: 0, onboardingFrom: null, onboardingUntil: null },
  ...{ channelLimits: {}, groups: [], languages: [] },
};

const MOST_OF_A_CHANNEL = 100;

/**
 * The work of an agent after a wish. @throws Refusal `invalid_request`, naming each field that does not go with the others: the
 * body alone cannot tell, a patch may change one of two that belong together.
 */
export function workAfter(before: Work, wish: WorkWish): Work {
  const after: Work = {
    capacity: wish.capacity ?? before.capacity,
    returnReserve: wish.returnReserve ?? before.returnReserve,
    rampUpMs: wish.rampUpMs ?? before.rampUpMs,
    onboardingFrom: momentOf(wish.onboardingFrom, before.onboardingFrom),
    onboardingUntil: momentOf(wish.onboardingUntil, before.onboardingUntil),
    channelLimits: wish.channelLimits ?? before.channelLimits,
    groups: wish.groups ?? before.groups,
    languages: wish.languages ?? before.languages,
  };
  const errors = [...reserveErrors(after, wish), ...onboardingErrors(after, wish), ...channelErrors(wish)];
  if (errors.length > 0)
    throw new Refusal('invalid_request', errors.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`).join('; '), {
      errors,
    });
  return after;
}

const momentOf = (wished: string | null | undefined, before: Date | null): Date | null =>
  wished === undefined ? before : wished === null ? null : new Date(wished);

function reserveErrors({ capacity, returnReserve }: Work, wish: WorkWish): FieldError[] {
  if (returnReserve <= capacity) return [];
  return wish.returnReserve === undefined
    ? [{ pointer: '/capacity', detail: `must be at least the return reserve, ${returnReserve}` }]
    : [{ pointer: '/returnReserve', detail: `must be at most the capacity, ${capacity}` }];
}

function onboardingErrors({ onboardingFrom, onboardingUntil }: Work, wish: WorkWish): FieldError[] {
  if (!onboardingFrom !== !onboardingUntil)
    return [{ pointer: onboardingFrom ? '/onboardingUntil' : '/onboardingFrom', detail: 'is required beside the other time' }];
  if (!onboardingFrom || !onboardingUntil || onboardingUntil > onboardingFrom) return [];
  return wish.onboardingUntil
    ? [{ pointer: '/onboardingUntil', detail: 'must be after onboardingFrom' }]
    : [{ pointer: '/onboardingFrom', detail: 'must be before onboardingUntil' }];
}

function channelErrors({ channelLimits = {} }: WorkWish): FieldError[] {
  return Object.entries(channelLimits).flatMap(([channel, count]): FieldError[] => {
    const pointer = `/channelLimits/${channel.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!(channels as readonly string[]).includes(channel))
      return [{ pointer, detail: `is no channel; known are ${channels.join(', ')}` }];
    const counts = Number.isInteger(count) && count >= 0 && count <= MOST_OF_A_CHANNEL;
    return counts ? [] : [{ pointer, detail: `must be a whole number from 0 to ${MOST_OF_A_CHANNEL}` }];
  });
}
