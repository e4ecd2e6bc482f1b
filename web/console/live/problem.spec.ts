import { afterAll, describe, expect, it } from '@jest/globals';
import { errorCodes, type ErrorCode, type Problem } from '../../../src/contracts/errors.js';

// The words ask the browser for its language as soon as they are loaded.
Object.assign(globalThis, { navigator: { language: 'en' }, document: { documentElement: {} } });
const { words } = await import('../words.js');
const { problemLine, refusedLine } = await import('./problem.js');

const line = (language: 'en' | 'zh', problem: Partial<Problem> | null): string => {
  void words.changeLanguage(language);
  return problemLine(problem);
};
afterAll(() => void words.changeLanguage('en'));

describe('a refusal, for readers of Chinese', () => {
  it.each(Object.keys(errorCodes) as ErrorCode[])('has a sentence for %s', (code) => {
    const said = line('zh', { code, title: errorCodes[code][1], detail: 'The detail in English.', status: errorCodes[code][0] });
    expect(said).toMatch(/[\u4e00-\u9fff].*。$/);
    expect(said).not.toMatch(/undefined|[a-z]{4,}/);
  });

  it('says what the problem knows beside its code', () => {
    expect(line('zh', { code: 'rate_limited', detail: 'Too many.', retryAfterS: 40 })).toBe('操作过于频繁，请在 40 秒后再试。');
    expect(line('zh', { code: 'sign_in_locked', detail: 'Too many.', retryAfterS: 600 })).toContain('请在 10 分钟后再试');
    expect(line('zh', { code: 'illegal_move', conversationStatus: 'closed' })).toBe('当前状态下不能这样做，会话目前已关闭。');
    expect(line('zh', { code: 'inbox_closed', channels: ['email', 'voice'] })).toContain('可改用：邮件、电话');
    expect(line('zh', { code: 'consent_missing', purpose: 'recording' })).toContain('用途：录音');
  });

  it('says of fields what the forms say', () => {
    const errors = [{ pointer: '/name', detail: 'name must be shorter than or equal to 200 characters' }];
    expect(line('zh', { code: 'invalid_request', detail: 'name must be shorter', errors })).toBe(
      '填写的内容有误：太长：最多 200 个字符。',
    );
  });

  it('takes the sentence of the server where there is one', () => {
    const problem = {
      code: 'conflict' as const,
      detail: 'Queues go by these hours: Support.',
      translations: { zh: '这些队列仍按此：售后。' },
    };
    expect(line('zh', problem)).toBe('这些队列仍按此：售后。');
    expect(line('en', problem)).toBe('Queues go by these hours: Support.');
    expect(refusedLine({ ...problem, conversationId: 'c', translations: null })).toBe('Queues go by these hours: Support.');
  });

  it('names the id of a fault, and says what it can of an unknown one', () => {
    expect(line('zh', { code: 'internal', status: 500, requestId: 'r-1' })).toBe('系统出错了。 (r-1)');
    expect(line('zh', { code: 'newer' as ErrorCode, detail: 'Something new.' })).toBe('Something new.');
    expect(line('zh', null)).toBe('无法连接服务器。');
  });
});
