import type { AttachmentView } from '../../../src/contracts/views.js';
import { accessToken } from '../live/api.js';
import { errorLine, Refusal } from '../live/problem.js';
import { renew } from '../live/session.js';
import { changeDraft, draftOf, type DraftFile } from './drafts.js';

const MOST = 20;
const running = new Map<string, XMLHttpRequest>();

/** Each goes up at once, so that sending is as quick as it is without files. */
export function addFiles(conversationId: string, files: readonly File[]): void {
  for (const file of files.slice(0, MOST - draftOf(conversationId).files.length)) {
    const one: DraftFile = {
      key: crypto.randomUUID(),
      name: file.name || 'file',
      contentType: file.type,
      sizeBytes: file.size,
      id: null,
      progress: 0,
      failed: null,
      thumbnailUrl: null,
    };
    changeDraft(conversationId, (draft) => ({ files: [...draft.files, one] }));
    void upload(conversationId, one.key, file);
  }
}

export function stopUpload(key: string): void {
  running.get(key)?.abort();
}

async function upload(conversationId: string, key: string, file: File): Promise<void> {
  const change = (to: Partial<DraftFile>): void =>
    changeDraft(conversationId, ({ files }) => ({ files: files.map((one) => (one.key === key ? { ...one, ...to } : one)) }));
  try {
    const send = (): Promise<AttachmentView> => put(key, file, (progress) => change({ progress }));
    const stored = await send().catch(async (error: unknown) => {
      if (error instanceof Refusal && error.problem?.status === 401 && (await renew())) return send();
      throw error;
    });
    change({
      id: stored.id ?? null,
      name: stored.name,
      contentType: stored.contentType,
      sizeBytes: stored.sizeBytes,
      thumbnailUrl: stored.thumbnailUrl ?? null,
    });
  } catch (error) {
    change({ failed: errorLine(error) });
  } finally {
    running.delete(key);
  }
}

/** `fetch` does not say how far it is. */
function put(key: string, file: File, tell: (progress: number) => void): Promise<AttachmentView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    running.set(key, request);
    request.open('POST', '/v1/attachments');
    request.responseType = 'json';
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('authorization', `Bearer ${accessToken()}`);
    request.upload.addEventListener('progress', ({ loaded, total }) => tell(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      if (request.status >= 200 && request.status < 300) resolve(answer as AttachmentView);
      else reject(new Refusal(answer && typeof answer === 'object' ? answer : { status: request.status }));
    });
    for (const end of ['error', 'abort', 'timeout'] as const) request.addEventListener(end, () => reject(new Refusal(null)));
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}
