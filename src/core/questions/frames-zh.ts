import type { Mention } from './mention.js';

/** The frames in which a Chinese sentence asks for the noun. */
const OPENER = '(?:请|麻烦|烦请|劳烦|方便|能否|能不能|可否|可不可以|可以|能|需要|需|帮忙|帮我|还要|要|想)';
const GIVE = '(?:提供|告知|告诉|发送|发|给|留|报|说|填写|填|输入|输|回复|确认|核对|核实|出示|补充|写|讲|知道|了解)';
const SMALL =
  '(?:您|你|的|一|个|下|我们|我|给|们|以|及|和|与|、|,|或|出|来|过|具|体|完|整|详|细|准|确|常|用|有|效|请|该|此|本|问|想|\\s|\\u00a4){0,24}$';

const ASKED_BEFORE: readonly RegExp[] = [
  // 请您提供一下, 麻烦发我
  new RegExp(`${OPENER}(?:[^,。不无勿别没]|,请){0,10}?${GIVE}${SMALL}`),
  // 需要您的订单号
  new RegExp(`(?:需要|想要|还差|缺)${SMALL}`),
  // 哪个邮箱, 什么地址
  /(?:哪(?:一)?[个些]|什么)$/,
];
/** 订单号是多少, 手机号呢, 邮箱是哪个, 订单号有吗 */
const ASKED_AFTER =
  /^(?:码|号)?(?:\s|\u00a4|[、和及与,]|您的|分别|大概|具体|现在|显示的?){0,6}(?:(?:是|为|有)?(?:什么|多少|哪|几|啥|谁)|(?:是|为)?(?:呢|[?:])|有(?:吗|没有)|(?:是|为)[?:]?$)/;
/** 订单号发我一下, 手机号给我 */
const GIVEN_AFTER =
  /^(?:\u00a4|[、和及与,]|再|也|先|都|麻烦|请|方便){0,6}(?:发|给|报|说|告诉|提供|复制|留|填|输入?|写)(?:送)?(?:一下|下|我|给我|给我们|过来|出来|来|到这里|一份|个)/;
const NOT_ASKED_BEFORE =
  /(?:不用|不必|无需|不需要|不要|请勿|切勿|勿|别|无须|没有|已经?|收到|(?:^|[,\s])我(?:们)?(?:会|把|将|这边)?|我们的|我的|客服)(?:[^,。]{0,8})$/;
const CONFIRMS = /对吗|对吧|是否正确|正确吗|没错吧|是不是|还是[^,]{0,20}(?:吗|么)/;

export function asksInChinese({ before, after, bare, sentence }: Mention): boolean {
  if (NOT_ASKED_BEFORE.test(before) || CONFIRMS.test(sentence)) return false;
  if (ASKED_AFTER.test(after)) return !bare || /^(?:是|为)?(?:什么|哪)/.test(after);
  if (bare) return false;
  return GIVEN_AFTER.test(after) || ASKED_BEFORE.some((frame) => frame.test(before));
}
