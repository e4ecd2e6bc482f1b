import type { Channel } from '../../contracts/words.js';
import type { ExpectedMedia } from '../../conversations/attachments/expect-media.service.js';
import type { FetchedMedia } from '../drawers/drawer.js';

/** Something that another side holds for a message of this inbox. */
export interface MediaWanted {
  inboxId: string;
  media: ExpectedMedia;
}

/**
 * Brings one file. Throws MediaGone where it will never come, anything else to be tried again. `maxBytes` bounds what is
 * read from another machine.
 */
export type FetchMedia = (wanted: MediaWanted, maxBytes: number) => Promise<FetchedMedia>;

/** Where the files of a channel come from. `begin` is called once for each message, so that what its files share is read once. */
type Begin = () => FetchMedia;

/** Each side that holds files for us puts its way of fetching here when the application starts. */
export class MediaSources {
  private readonly byChannel = new Map<Channel, Begin>();
  private rest: Begin | undefined;

  register(channel: Channel, begin: Begin): void {
    if (this.byChannel.has(channel)) throw new Error(`two sources of media for ${channel}`);
    this.byChannel.set(channel, begin);
  }

  /** For every channel without a source of its own. */
  registerRest(begin: Begin): void {
    if (this.rest) throw new Error('two sources of media for the rest');
    this.rest = begin;
  }

  begin(channel: Channel): FetchMedia | undefined {
    return (this.byChannel.get(channel) ?? this.rest)?.();
  }
}
