import { call } from './api.js';
import { h } from './dom.js';

/**
 * @typedef {import('./store.js').MessageView} MessageView
 * @typedef {MessageView['attachments'][number]} AttachmentView
 */

const WIDTH = 260;
const HEIGHT = 200;
const icons = { audio: '♪', video: '▶', image: '▣', sticker: '▣', file: '▤' };

/** @param {number} bytes */
export function sizeOf(bytes) {
  return bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.ceil(bytes / 1024))} KB`;
}

/**
 * One file as it stands: a picture, something to play, something to save, or why it is none of these.
 * @param {AttachmentView} file @param {MessageView} message @param {number} index
 */
export function fileView(file, message, index) {
  const kind = file.kind ?? 'file';
  if (file.state === 'pending') return chip(file, 'is being fetched …', 'quiet-file');
  if (file.state === 'refused' || file.state === 'failed') return chip(file, file.reason ?? 'not kept', 'bad-file');
  if (!file.url) return chip(file, sizeOf(file.sizeBytes));
  const opened = freshOnClick(message, index);
  if (file.thumbnailUrl) {
    const scale = Math.min(1, WIDTH / (file.width ?? WIDTH), HEIGHT / (file.height ?? HEIGHT));
    const size = { width: Math.round((file.width ?? WIDTH) * scale), height: Math.round((file.height ?? HEIGHT) * scale) };
    const picture = h('img', { src: file.thumbnailUrl, alt: file.name, loading: 'lazy', ...size });
    picture.addEventListener(
      'error',
      // Its link may have ended since the message was read.
      async () => picture.setAttribute('src', (await freshFile(message, index))?.thumbnailUrl ?? ''),
      { once: true },
    );
    const shape = `picture${kind === 'sticker' ? ' sticker' : ''}`;
    return h('a', { class: shape, href: file.url, target: '_blank', rel: 'noopener', title: file.name, on: opened }, picture);
  }
  if (kind === 'audio' || kind === 'video') {
    const player = h(kind, { controls: true, preload: 'none', src: file.url, 'aria-label': file.name });
    return h('div', { class: 'player' }, player, link(file, opened));
  }
  return link(file, opened);
}

/** @param {AttachmentView} file @param {object} opened */
function link(file, opened) {
  const icon = h('span', { class: 'file-icon', 'aria-hidden': 'true', text: icons[file.kind ?? 'file'] });
  const named = h('span', { class: 'file-name', text: file.name });
  const size = h('span', { class: 'file-size', text: sizeOf(file.sizeBytes) });
  return h('a', { class: 'file', href: file.url, target: '_blank', rel: 'noopener', on: opened }, icon, named, size);
}

/** @param {{ name: string, kind?: string }} file @param {string} said @param {string} [className] */
function chip(file, said, className = '') {
  const icon = h('span', { class: 'file-icon', 'aria-hidden': 'true', text: icons.file });
  const named = h('span', { class: 'file-name', text: file.name });
  return h('p', { class: `file ${className}` }, icon, named, h('span', { class: 'file-size', text: said }));
}

/** Links hold for an hour; a screen may stand longer. @param {MessageView} message @param {number} index */
function freshOnClick(message, index) {
  const click = async (/** @type {MouseEvent} */ event) => {
    const opener = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    const expires = Number(new URL(opener.href).searchParams.get('expires'));
    if (expires * 1000 > Date.now() + 5_000) return;
    event.preventDefault();
    const fresh = await freshFile(message, index);
    if (!fresh?.url) return;
    opener.href = fresh.url;
    opener.click();
  };
  return { click };
}

/** @param {MessageView} message @param {number} index @returns {Promise<AttachmentView | undefined>} */
async function freshFile(message, index) {
  const path = `/v1/conversations/${message.conversationId}/messages?after=${message.seq - 1}&limit=1`;
  const answer = await call('GET', path).catch(() => null);
  return answer?.data?.find((/** @type {MessageView} */ one) => one.id === message.id)?.attachments[index];
}
