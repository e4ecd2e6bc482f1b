/** What not every chat comes to: loaded when it does. */
export { CallBack } from './view/call-back.js';
export { EmojiPlace } from './view/emoji-place.js';
export { Rate } from './view/rate.js';
