import type { RoomWords } from '../room-words.js';
import { en } from './words.en.js';
import { zh } from './words.zh.js';

export const customerWords: { en: typeof en; zh: RoomWords<typeof en>['zh'] } = { en, zh };
