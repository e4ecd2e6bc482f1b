import { describe, expect, it } from '@jest/globals';
import { toldReason } from './merge-reasons.js';

describe('why two were joined, where we wrote it', () => {
  it.each([
    ['suggestion accepted (4.7 bits)', 'It was suggested that they are one person', '系统建议两者为同一人，已采纳'],
    ['suggestion accepted', 'It was suggested that they are one person', '系统建议两者为同一人，已采纳'],
    ['proved the same phone', 'Both proved the same phone number', '验证了同一个电话号码'],
    ['signed in with external', 'Signed in with the same account', '用同一个账号登录'],
    ['signed in on the same device', 'Signed in on the same device', '在同一台设备上登录'],
  ])('tells "%s" in both languages', (reason, sentence, zh) => {
    expect(toldReason(reason)).toEqual({ sentence, translations: { zh } });
  });

  it('leaves words of a person alone', () => {
    expect(toldReason('She said so; proved the same phone')).toBeNull();
  });
});
