import { problemLine } from './api.js';
import { find, h } from './dom.js';

/**
 * @typedef {import('../../src/contracts/views.js').WidgetMessageView} WidgetMessageView
 * @typedef {{ name: string, id: string | null, failed: string | null, thumbnailUrl: string | null }} DraftFile
 */

const WIDTH = 220;
const HEIGHT = 200;
const MOST = 20;

/** The session by which messages are read again. @type {import('./connection.js').Connection | null} */
let session = null;

/**
 * One file of a message, as the customer sees it.
 * @param {WidgetMessageView} message @param {number} index
 */
export function fileView(message, index) {
  const file = /** @type {WidgetMessageView['attachments'][number]} */ (message.attachments[index]);
  if (file.state === 'pending') return h('p', { class: 'file', text: `${file.name} · on its way …` });
  if (!file.url) return h('p', { class: 'file', text: `${file.name} · not available` });
  if (file.thumbnailUrl) {
    const scale = Math.min(1, WIDTH / (file.width ?? WIDTH), HEIGHT / (file.height ?? HEIGHT));
    const size = { width: Math.round((file.width ?? WIDTH) * scale), height: Math.round((file.height ?? HEIGHT) * scale) };
    const picture = h('img', { src: file.thumbnailUrl, alt: file.name, ...size });
    return h('a', { class: 'picture', title: file.name, ...opens(file, message, index) }, picture);
  }
  if (file.kind === 'audio' || file.kind === 'video')
    return h(file.kind, { class: 'player', controls: true, preload: 'none', src: file.url, 'aria-label': file.name });
  return h('a', { class: 'file', text: `${file.name} · ${sizeOf(file.sizeBytes)}`, ...opens(file, message, index) });
}

/**
 * Links hold for an hour, and a page may stand longer: then the message is read again for a new one.
 * @param {WidgetMessageView['attachments'][number]} file @param {WidgetMessageView} message @param {number} index
 */
function opens(file, message, index) {
  const click = async (/** @type {MouseEvent} */ event) => {
    const opener = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    if (Number(new URL(opener.href).searchParams.get('expires')) * 1000 > Date.now() + 5_000) return;
    event.preventDefault();
    const fresh = (await readAgain(message))?.attachments[index]?.url;
    if (!fresh) return;
    opener.href = fresh;
    opener.click();
  };
  return { href: file.url, target: '_blank', rel: 'noopener', on: { click } };
}

/** @param {WidgetMessageView} message @returns {Promise<WidgetMessageView | undefined>} */
async function readAgain(message) {
  const headers = { accept: 'application/json', authorization: `Bearer ${session?.token ?? ''}` };
  const answer = await fetch(`/v1/widget/messages?after=${message.seq - 1}&limit=1`, { headers }).catch(() => null);
  const page = answer?.ok ? await answer.json() : null;
  return page?.data.find((/** @type {WidgetMessageView} */ one) => one.id === message.id);
}

/** @param {number} bytes */
function sizeOf(bytes) {
  return bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.ceil(bytes / 1024))} KB`;
}

/** The files of the message being written: by the button, by paste or by drop, each uploaded at once. */
export class DraftFiles {
  /** @param {import('./connection.js').Connection} connection */
  constructor(connection) {
    this.connection = connection;
    session = connection;
    /** @type {DraftFile[]} */
    this.files = [];
    const input = find('#chat-file');
    find('#chat-attach').addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      this.add([...input.files]);
      input.value = '';
    });
    find('#chat-input').addEventListener('paste', (/** @type {ClipboardEvent} */ event) =>
      this.taken(event, event.clipboardData?.files),
    );
    const panel = find('#chat');
    panel.addEventListener('dragover', (/** @type {DragEvent} */ event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
    panel.addEventListener('drop', (/** @type {DragEvent} */ event) => this.taken(event, event.dataTransfer?.files));
  }

  /** @param {Event} event @param {FileList | undefined} files */
  taken(event, files) {
    if (!files?.length) return;
    event.preventDefault();
    this.add([...files]);
  }

  /** False while one is still on its way up. */
  get isReady() {
    return this.files.every((one) => one.id !== null || one.failed !== null);
  }

  /** The files to send, which leave the draft with it. */
  take() {
    const sent = this.files.filter((one) => one.id !== null);
    this.files = [];
    this.draw();
    return sent;
  }

  /** @param {File[]} files */
  add(files) {
    for (const file of files.slice(0, MOST - this.files.length)) {
      /** @type {DraftFile} */
      const one = { name: file.name || 'file', id: null, failed: null, thumbnailUrl: null };
      this.files.push(one);
      void this.upload(file, one);
    }
    this.draw();
  }

  /** @param {File} file @param {DraftFile} one */
  async upload(file, one) {
    const body = new FormData();
    body.append('file', file);
    const headers = { accept: 'application/json', authorization: `Bearer ${this.connection.token}` };
    const answer = await fetch('/v1/widget/attachments', { method: 'POST', headers, body }).catch(() => null);
    const data = await answer?.json().catch(() => null);
    if (answer?.ok) Object.assign(one, { id: data.id, name: data.name, thumbnailUrl: data.thumbnailUrl ?? null });
    else one.failed = problemLine(data);
    this.draw();
  }

  draw() {
    const place = find('#chat-files');
    place.hidden = this.files.length === 0;
    place.replaceChildren(...this.files.map((one) => this.row(one)));
  }

  /** @param {DraftFile} one */
  row(one) {
    const remove = () => {
      this.files = this.files.filter((other) => other !== one);
      this.draw();
    };
    return h(
      'li',
      { class: one.failed ? 'bad' : '' },
      one.thumbnailUrl ? h('img', { src: one.thumbnailUrl, alt: '', width: 26, height: 26 }) : null,
      h('span', { class: 'file-name', text: one.name }),
      one.id ? null : h('span', { class: 'said', text: one.failed ?? 'uploading …' }),
      h('button', { type: 'button', 'aria-label': `Remove ${one.name}`, text: '×', on: { click: remove } }),
    );
  }
}
