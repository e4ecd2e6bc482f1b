const texts = {
  en: {
    incoming: 'Incoming call',
    from: (/** @type {string} */ name) => `Call from ${name}`,
    answer: 'Answer',
    notNow: 'Not now',
    connecting: 'Connecting …',
    reconnecting: 'Reconnecting …',
    talkingTo: (/** @type {string} */ name) => `Call with ${name}`,
    held: 'On hold',
    customerMuted: 'Their microphone is off',
    mute: 'Mute',
    unmute: 'Unmute',
    hold: 'Hold',
    resume: 'Resume',
    hangUp: 'Hang up',
    elsewhere: 'The call is in another window of yours.',
    byPhone: 'The call is on your telephone.',
    goOn: 'Take it here',
    refused: 'The microphone is blocked. Allow it beside the address of this page, then try again, or hand the call back.',
    again: 'Try again',
    handBack: 'Hand back',
    lost: 'The call went back in line: the connection was lost.',
    minutes: 'min',
    item: (/** @type {string | null} */ name) => (name ? `Call with ${name}` : 'Call'),
    outcomes: /** @type {Record<string, string>} */ ({
      answered: 'Call',
      abandoned: 'Call, the customer hung up before anybody answered',
      missed: 'Missed call',
      voicemail: 'Voicemail',
      callback: 'Call-back asked for',
      failed: 'Call that failed',
      declined: 'Call, declined',
    }),
    states: /** @type {Record<string, string>} */ ({
      greeting: 'Call, in the menu',
      queued: 'Call, in line',
      ringing: 'Call, ringing',
      talking: 'Call, going on now',
      held: 'Call, on hold',
      voicemail: 'Call, leaving a message',
    }),
  },
  zh: {
    incoming: '来电',
    from: (/** @type {string} */ name) => `${name} 来电`,
    answer: '接听',
    notNow: '暂不接听',
    connecting: '正在接通……',
    reconnecting: '正在重新连接……',
    talkingTo: (/** @type {string} */ name) => `与 ${name} 通话中`,
    held: '保持中',
    customerMuted: '对方已静音',
    mute: '静音',
    unmute: '取消静音',
    hold: '保持',
    resume: '恢复',
    hangUp: '挂断',
    elsewhere: '通话在您的另一个窗口中。',
    byPhone: '通话在您的电话上进行。',
    goOn: '在此接听',
    refused: '麦克风被禁用。请在网址栏旁允许使用麦克风后重试,或退回此通话。',
    again: '重试',
    handBack: '退回',
    lost: '连接中断,通话已退回队列。',
    minutes: '分钟',
    item: (/** @type {string | null} */ name) => (name ? `与 ${name} 的通话` : '通话'),
    outcomes: /** @type {Record<string, string>} */ ({
      answered: '通话',
      abandoned: '来电,无人接听前客户已挂断',
      missed: '未接来电',
      voicemail: '语音留言',
      callback: '客户要求回电',
      failed: '通话失败',
      declined: '来电,已拒接',
    }),
    states: /** @type {Record<string, string>} */ ({
      greeting: '来电,在语音菜单中',
      queued: '来电,排队中',
      ringing: '来电,振铃中',
      talking: '通话进行中',
      held: '通话保持中',
      voicemail: '正在留言',
    }),
  },
};

export const callTexts = navigator.language.toLowerCase().startsWith('zh') ? texts.zh : texts.en;

/** @param {number} ms */
export function clockOf(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const rest = `${String(Math.floor(s / 60) % 60).padStart(s >= 3600 ? 2 : 1, '0')}:${String(s % 60).padStart(2, '0')}`;
  return s >= 3600 ? `${Math.floor(s / 3600)}:${rest}` : rest;
}

/** The item of a call in the thread. @param {Partial<import('../../src/contracts/calls.js').CallItem>} call */
export function callItemLine({ state = 'ended', outcome = null, durationMs = null, agentName = null }) {
  if (state !== 'ended') return callTexts.states[state] ?? callTexts.item(agentName);
  if (durationMs !== null) return `${callTexts.item(agentName)} · ${clockOf(durationMs)} ${callTexts.minutes}`;
  return callTexts.outcomes[outcome ?? 'answered'] ?? callTexts.item(agentName);
}
