import { call } from './api.js';
import { find, h } from './dom.js';

/** @typedef {{ name: string, id: string | null, failed: string | null, thumbnailUrl: string | null }} DraftFile */

const MOST = 20;

/**
 * Takes files by the button, by paste and by drop. Each goes up at once, so that sending is as quick as it is without.
 * @param {() => DraftFile[] | null} draft the files of the open draft; null where nothing may be written
 * @param {() => void} changed
 */
export function startDraftFiles(draft, changed) {
  const add = (/** @type {File[]} */ files) => {
    const into = draft();
    if (!into) return;
    for (const file of files.slice(0, MOST - into.length)) {
      /** @type {DraftFile} */
      const one = { name: file.name || 'file', id: null, failed: null, thumbnailUrl: null };
      into.push(one);
      void upload(file, one).then(changed);
    }
    changed();
  };
  const input = find('#file');
  find('#attach').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    add([...input.files]);
    input.value = '';
  });
  find('#text').addEventListener('paste', (/** @type {ClipboardEvent} */ event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  });
  takeDrops(find('#talk'), add);
}

/** @param {HTMLElement} place @param {(files: File[]) => void} add */
function takeDrops(place, add) {
  const show = (/** @type {boolean} */ over) => place.classList.toggle('dropping', over);
  place.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    show(true);
  });
  place.addEventListener('dragleave', (event) => {
    if (!place.contains(/** @type {Node | null} */ (event.relatedTarget))) show(false);
  });
  place.addEventListener('drop', (event) => {
    show(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  });
}

/** @param {File} file @param {DraftFile} one */
async function upload(file, one) {
  const form = new FormData();
  form.append('file', file);
  try {
    const uploaded = await call('POST', '/v1/attachments', form);
    one.id = uploaded.id;
    one.name = uploaded.name;
    one.thumbnailUrl = uploaded.thumbnailUrl ?? null;
  } catch (error) {
    one.failed = /** @type {Error} */ (error).message;
  }
}

/** @param {DraftFile[]} files @param {(file: DraftFile) => void} remove */
export function drawDraftFiles(files, remove) {
  const place = find('#draft-files');
  place.hidden = files.length === 0;
  place.replaceChildren(
    ...files.map((file) =>
      h(
        'li',
        { class: `draft-file${file.failed ? ' bad-file' : ''}` },
        file.thumbnailUrl ? h('img', { src: file.thumbnailUrl, alt: '', width: 28, height: 28 }) : null,
        h('span', { class: 'file-name', text: file.name }),
        file.id ? null : h('span', { class: 'file-size', text: file.failed ?? 'uploading …' }),
        h('button', { type: 'button', 'aria-label': `Remove ${file.name}`, text: '×', on: { click: () => remove(file) } }),
      ),
    ),
  );
}
