import type { Strength } from './commits-en.js';

const US =
  '(?:我们?|咱们?|我这边|我司|这边|本店|小店|客服|同事|专员|经理|主管|师傅|技术(?:人员|部|团队)?|工程师|仓库|财务|快递(?:员|小哥)?|小二|售后|物流|平台|商家|厂家|工作人员|相关部门|负责人)';
const THINGS =
  '(?:退款|款项|货款|钱款|包裹|快件|订单|商品|货物|货|新机|发票|补偿|赔偿|优惠券|积分|换货|配件|零件|快递|问题|款|钱)';
const DO =
  '(?:回(?:个|您|你|一个)?电(?:话)?|打(?:个)?电话|致电|去电|来电|打(?:过去|给[您你])|拨打|回复|回覆|答复|反馈|回话|回信|联[系络]|通知|告知|告诉|更新|发(?:送|给|到|过去|货|出|放|您|你|一份|一个|邮件|短信)|寄(?:出|给|到|过去|送|回|新|一|您|你)?|补[发寄偿]|重[发寄新]|退(?:款|还|回|到|给|钱|货|您|你)|打款|转账|到账|赔付|赔偿|补偿|处理|解决|修复|修好|维修|安排|上门|跟进|升级|上报|提交|换(?:货|新|一)|更[换正改]|取消|开(?:具|发票|票|通|好)|送(?:达|到|货|给|上|您|你)|配送|派送|派人|取件|预约|改(?:好|成|签)|转(?:交|给|告|达)|同步|恢复|到货|给(?:您|你)(?:一个)?(?:结果|答案|说法|消息|准信)|回访|加急|备货|审核|完成|返还|登记|催)';
const MAYBE =
  '(?:确认|核[实查对]|查(?:一下|询|清|看|好)?|看(?:一下|看)?|了解|问(?:一下|问)?|沟通|协调|测试|研究|讨论|[能会就]到|做好|弄好|搞定|好的)';
const MARK =
  '(?:会|将|就给|就为|就帮|马上|立即|立刻|稍后|晚点|晚些|一会儿?|待会儿?|随后|尽快|一定|保证|承诺|(?:给|为|帮|替|向|跟|与|和|同|把)(?:[您你]|它|这)|给您|再)';

const re = (source: string): RegExp => new RegExp(source);

const SURE: readonly RegExp[] = [
  // 我会给您回电话, 我们将在三天内处理, 我这边马上帮您安排
  re(`${US}[^。,]{0,24}?${MARK}[^。]{0,30}?${DO}`),
  // 退款将在三天内到账, 包裹会在明天送达
  re(`${THINGS}[^。,]{0,10}?(?:会|将|预计|马上|就能|就会)[^。]{0,24}?${DO}`),
  // 稍后给您回复, 明天给您打电话, 马上为您处理
  re(`(?:给|为|帮|替|向|跟|与)(?:[您你]|[您你]们)[^。,]{0,14}?${DO}`),
  re(`${DO}(?:给|到)?[您你]`),
  re(`[您你][^。,请可能要需]{0,8}(?:会|将)[^。,]{0,14}?收到`),
];
const WITH_TIME: readonly RegExp[] = [
  re(`(?:${US}|${THINGS})[^。]{0,30}?(?:${DO}|${MAYBE})`),
  re(`(?:^|,)[^。,请您你]{0,20}(?:${DO})`),
  re(`[您你][^。,]{0,16}?(?:可以|能|就能)?收到`),
];

const NEGATED = /不会|不能|无法|没法|没办法|没有办法|不可以|不再|不予|未能|暂不|不用|无需|不必|别/;
const ASKED =
  /[?？]$|吗[。!]?$|是否|能否|可否|可不可以|能不能|要不要|是不是|什么时候|何时|哪[天个位]|多久|怎么|如何|(?:好|行|对)不/;
const AGREED = /(?:可以|好|行|方便|没问题)(?:的)?(?:吗|吧|么)?[?？]$/;
/** What was done is done; 了 at the end without a time to come. */
const DONE =
  /已经?(?:[给为帮替向跟把将在]|发|寄|退|处|安|通|联|回|更|补|提|转|完|取|登|核|修|收|到|开|送|成)|(?:刚才|刚刚|刚)(?:已|给|为|帮|才|打|发|查|联)|昨[天日晚]|前天|上(?:周|个月|次)|之前(?:就|已|给|曾)/;
/** 请您提供, 麻烦您寄回: what the customer is to do. */
const THEIRS =
  /^(?:那|好的,?|您好,?|你好,?)?(?:请|麻烦|烦请|劳烦|劳驾|建议)[^,。]{0,6}(?:[您你]|先|提供|稍等|耐心|放心|留|把|将|确认|登录|填写|拍|寄|发)/;
const THEIRS_ANYWHERE = /[您你](?:可以|可|需要|需|要|得|先|自己|自行|再|这边|那边|方便|把|将|如果)[^,。]{0,16}$/;
const OFFERED =
  /(?:我们?|这边)?(?:可以|能|可)(?:给|为|帮|替|在|明|后|先|安|直)|要不(?:我|您)|如需|如果您?(?:需要|愿意|想要|方便)/;
const WAITING = /^(?:请)?(?:您)?(?:稍等|稍候|等一下|等等)/;

export function commitsInChinese(plain: string): Strength {
  if (ASKED.test(plain) && !AGREED.test(plain)) return null;
  // Each clause for itself: 昨天没有货了, 我明天给您寄.
  const clauses = plain.split(/[,，、]/).map((clause) => clause.trim());
  const bound = clauses.filter((clause) => isOurs(clause)).join(',');
  if (bound === '') return null;
  if (SURE.some((one) => one.test(bound))) return 'sure';
  return WITH_TIME.some((one) => one.test(bound)) ? 'if_due' : null;
}

const isOurs = (clause: string): boolean =>
  !NEGATED.test(clause) &&
  !DONE.test(clause) &&
  !THEIRS.test(clause) &&
  !THEIRS_ANYWHERE.test(clause) &&
  !OFFERED.test(clause) &&
  !WAITING.test(clause);

const CONDITION = /(?:如果|如|若|要是|一旦|等(?!会)|待(?!会)|当)[^,，。;；]{0,80}/g;

/** The sentence with its conditions blanked, of the same length. */
export const conditionInChinese = (sentence: string): string => sentence.replace(CONDITION, (part) => '　'.repeat(part.length));
