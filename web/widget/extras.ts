/** What not every chat comes to: loaded when it does. */
export { default as css } from './extras.css?inline';
export { CallBack } from './view/call-back.js';
export { EmojiPlace } from './view/emoji-place.js';
export { PreChat } from './view/pre-chat.js';
export { Rate } from './view/rate.js';
