import type { Problem } from '../../src/contracts/errors.js';

/** An answer that refuses; `problem` is null when there was no answer at all. */
export class Refusal extends Error {
  constructor(readonly problem: Partial<Problem> | null) {
    super(problem?.code ?? 'no answer');
  }
}

/** The doors of the server that this script came from. */
export class Server {
  constructor(readonly base: URL) {}

  /** Links in what the server says are relative to it, and the page is somewhere else. */
  link(path: string): string {
    return new URL(path, this.base).href;
  }

  /** Throws `Refusal` for every answer that is not 2xx, and where none came. */
  async call<T>(method: 'GET' | 'POST', path: string, { token, body }: { token?: string; body?: object } = {}): Promise<T> {
    const answer = await fetch(this.link(path), {
      method,
      credentials: 'omit',
      headers: {
        accept: 'application/json',
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch(() => {
      throw new Refusal(null);
    });
    const data = (await answer.json().catch(() => null)) as T;
    if (answer.ok) return data;
    throw new Refusal((data as Partial<Problem> | null) ?? { status: answer.status });
  }

  /** A file, with what of it is on its way; fetch cannot tell that. */
  upload<T>(path: string, file: File, token: string, progress: (share: number) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.append('file', file);
      request.open('POST', this.link(path));
      request.setRequestHeader('accept', 'application/json');
      request.setRequestHeader('authorization', `Bearer ${token}`);
      request.responseType = 'json';
      request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
      request.onerror = () => reject(new Refusal(null));
      request.onload = () => {
        if (request.status < 300) resolve(request.response as T);
        else reject(new Refusal((request.response as Partial<Problem> | null) ?? unsaid(request.status)));
      };
      request.send(body);
    });
  }
}

/** Said by something before the server, which may take less than it does, and has no words for it. */
const unsaid = (status: number): Partial<Problem> =>
  status === 413 ? { status, code: 'payload_too_large', detail: 'The file is too large.' } : { status };
