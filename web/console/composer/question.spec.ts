import { expect, it } from '@jest/globals';
import { cutOf } from './question.js';

const without = (text: string, sentence: string): string => {
  const cut = cutOf(text, sentence);
  return cut ? text.slice(0, cut.start) + cut.instead + text.slice(cut.end) : text;
};

it.each<[string, string, string]>([
  ['I am sorry, what is your order number?', 'I am sorry, what is your order number?', 'I am sorry.'],
  ['Thank you - could you send me your e-mail? Bye', 'Thank you - could you send me your e-mail?', 'Thank you. Bye'],
  ['What is your order number?', 'What is your order number?', ''],
  ['Could you tell me, please, what your name is?', 'Could you tell me, please, what your name is?', ''],
  ['Hello. Your name, please?', 'Your name, please?', 'Hello. '],
  ['很抱歉，请问您的订单号是多少？', '很抱歉，请问您的订单号是多少？', '很抱歉。'],
  ['请问您的订单号是多少？', '请问您的订单号是多少？', ''],
  ['感谢您的等待，请问您的电话是多少？谢谢', '感谢您的等待，请问您的电话是多少？', '感谢您的等待。谢谢'],
  ['Order number now', 'Order number now', ''],
  ['Something else', 'What is your name?', 'Something else'],
])('%p without the question is %p', (text, sentence, expected) => {
  expect(without(text, sentence)).toBe(expected);
});
