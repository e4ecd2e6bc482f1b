/** What the page says of calls, in the language of the visitor's own device. */
const texts = {
  en: {
    call: 'Call us',
    callShort: 'Call',
    asking: 'Allow the microphone to talk to us.',
    refused:
      'The microphone is blocked, so we could not hear you. Allow it beside the address of this page and try again, or go on writing.',
    noMicrophone: 'No microphone was found on this device. You can go on writing.',
    again: 'Try again',
    back: 'Back to the chat',
    cancel: 'Cancel',
    calling: 'Calling …',
    inLine: 'You are in line',
    place: (/** @type {number} */ n) => (n === 1 ? 'You are next in line' : `You are in line, number ${n}`),
    wait: (/** @type {number} */ from, /** @type {number} */ to) =>
      to <= 1 ? 'about a minute' : from === to ? `about ${to} minutes` : `about ${from}–${to} minutes`,
    nobody: 'Nobody is here at the moment. You can go on waiting, or write to us.',
    ringing: 'Ringing …',
    connecting: 'Connecting you …',
    talkingTo: (/** @type {string} */ name) => `Talking to ${name}`,
    talking: 'Talking',
    held: 'You are on hold for a moment.',
    otherMuted: 'The other side has its microphone off.',
    lost: 'The line to our side was lost. You are first in line for the next of us.',
    reconnecting: 'Reconnecting …',
    mute: 'Mute',
    unmute: 'Unmute',
    hangUp: 'Hang up',
    ended: 'The call has ended',
    elsewhere: 'The call goes on in another window of yours.',
    running: 'You have a call running.',
    goOn: 'Go on here',
    close: 'Close',
    item: (/** @type {string | null} */ name) => (name ? `Call with ${name}` : 'Call'),
    missed: 'Call, not answered',
    now: 'Call, going on now',
    trying: 'Calling …',
    minutes: 'min',
  },
  zh: {
    call: '语音通话',
    callShort: '通话',
    asking: '请允许使用麦克风,以便与我们通话。',
    refused: '麦克风被禁用,我们听不到您的声音。请在网址栏旁允许使用麦克风后重试,或继续用文字联系。',
    noMicrophone: '此设备上没有找到麦克风,您可以继续用文字联系。',
    again: '重试',
    back: '返回聊天',
    cancel: '取消',
    calling: '正在呼叫……',
    inLine: '您正在排队',
    place: (/** @type {number} */ n) => (n === 1 ? '下一位就是您' : `您排在第 ${n} 位`),
    wait: (/** @type {number} */ from, /** @type {number} */ to) =>
      to <= 1 ? '约 1 分钟' : from === to ? `约 ${to} 分钟` : `约 ${from}–${to} 分钟`,
    nobody: '目前没有同事在线。您可以继续等待,也可以留言。',
    ringing: '正在振铃……',
    connecting: '正在接通……',
    talkingTo: (/** @type {string} */ name) => `正在与 ${name} 通话`,
    talking: '通话中',
    held: '通话保持中,请稍候。',
    otherMuted: '对方已关闭麦克风。',
    lost: '我们这边的线路中断了,您排在第一位,马上由同事为您接听。',
    reconnecting: '正在重新连接……',
    mute: '静音',
    unmute: '取消静音',
    hangUp: '挂断',
    ended: '通话已结束',
    elsewhere: '通话在您的另一个窗口中继续。',
    running: '您有正在进行的通话。',
    goOn: '在此继续',
    close: '关闭',
    item: (/** @type {string | null} */ name) => (name ? `与 ${name} 的通话` : '通话'),
    missed: '未接通的通话',
    now: '正在通话',
    trying: '正在呼叫……',
    minutes: '分钟',
  },
};

export const callTexts = navigator.language.toLowerCase().startsWith('zh') ? texts.zh : texts.en;

/** @param {number} ms */
export function clockOf(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const rest = `${String(Math.floor(s / 60) % 60).padStart(s >= 3600 ? 2 : 1, '0')}:${String(s % 60).padStart(2, '0')}`;
  return s >= 3600 ? `${Math.floor(s / 3600)}:${rest}` : rest;
}

/** The item of a call in the thread. @param {import('../../src/contracts/calls.js').CallItem} call */
export function callItemLine({ state, outcome, durationMs, agentName }) {
  if (state === 'talking' || state === 'held') return callTexts.now;
  if (state !== 'ended') return callTexts.trying;
  if (durationMs === null && outcome !== 'answered') return callTexts.missed;
  return `${callTexts.item(agentName)} · ${clockOf(durationMs ?? 0)} ${callTexts.minutes}`;
}
