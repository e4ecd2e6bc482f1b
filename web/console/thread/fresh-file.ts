import type { AttachmentView, MessageView } from '../../../src/contracts/views.js';
import { call, serverNow } from '../live/api.js';

/** The links of files are signed for an hour: whether this one is over, or nearly. */
export function hasEnded(address: string): boolean {
  const expires = Number(new URL(address, location.origin).searchParams.get('expires'));
  return expires > 0 && expires * 1000 < serverNow() + 5_000;
}

/** The same file with a link that holds; undefined where it is gone or nobody answers. */
export async function freshFile(message: MessageView, index: number): Promise<AttachmentView | undefined> {
  const path = `/v1/conversations/${message.conversationId}/messages?after=${message.seq - 1}&limit=1`;
  const answer = await call<{ data: MessageView[] }>('GET', path).catch(() => null);
  return answer?.data.find((one) => one.id === message.id)?.attachments[index];
}
