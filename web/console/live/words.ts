import type { RoomWords } from '../room-words.js';

const en = {
  noAnswer: 'There is no connection to the server.',
  wentWrong: 'Something went wrong',
};

const zh: RoomWords<typeof en>['zh'] = {
  noAnswer: '无法连接服务器。',
  wentWrong: '出错了',
};

export const liveWords = { en, zh };
