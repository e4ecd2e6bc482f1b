import type { VNode } from 'preact';
import { useChat } from './use-chat.js';
import { useExtras } from './use-extras.js';

/** Where a call is shown, and where a number is asked for. */
export function CallPlace(): VNode {
  const chat = useChat();
  const { calls } = chat;
  const View = calls.call?.View;
  const CallBack = useExtras(chat.asksNumber, () => chat.setAsksNumber(false))?.CallBack;
  return (
    <>
      {View && calls.call?.phase && <View call={calls.call} />}
      {CallBack && <CallBack />}
    </>
  );
}
