import type { Channel } from '../contracts/words.js';
import { normalise } from '../core/identity/normalise.js';
import { Refusal } from '../platform/http/refusal.js';

/** Who gets a copy of a reply, each once; undefined for nobody. Throws `invalid_request` where the channel knows no copies. */
export function copiesTo(cc: readonly string[] | undefined, channel: Channel | 'note'): string[] | undefined {
  if (!cc || cc.length === 0) return undefined;
  if (channel !== 'email')
    throw refused('/cc', channel === 'note' ? 'a note has no copies' : `there are no copies on ${channel}`);
  return [
    ...new Set(
      cc.map((written, index) => {
        const address = normalise('email', written);
        if (!address.ok) throw refused(`/cc/${index}`, 'must be a mail address');
        return address.value;
      }),
    ),
  ];
}

const refused = (pointer: string, detail: string): Refusal =>
  new Refusal('invalid_request', `${pointer.slice(1)}: ${detail}.`, { errors: [{ pointer, detail }] });
