import type { RoomWords } from '../words.js';

const en = {};

const zh: RoomWords<typeof en>['zh'] = {};

export const composerWords = { en, zh };
