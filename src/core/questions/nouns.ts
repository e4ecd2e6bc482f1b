/**
 * How the thing asked for is called, per fact kind, in English and Chinese. Sources are joined into bounded expressions; no
 * noun matches the empty string.
 */
export interface Noun {
  kind: string;
  /** Names the thing outright: "order number", 订单号. */
  names: RegExp;
  /** Names it only after "what" or "which": "which order", "what version". */
  bare?: RegExp;
  /** A whole question without the noun: "when did you buy it", 怎么称呼. */
  direct?: RegExp;
}

const en = (source: string): string => String.raw`(?<![\w-])(?:${source})(?![\w-])`;
const of = (english: string, chinese: string): RegExp => new RegExp(`${en(english)}|(?:${chinese})`, 'gi');

const NUMBER = String.raw`(?:number|numbers|nr|no\.?|num|id|ids|code|reference|ref)`;

export const NOUNS: readonly Noun[] = [
  {
    kind: 'order_number',
    names: of(
      String.raw`(?:order|purchase) ?(?:confirmation )?(?:${NUMBER}|#)|number (?:of|for|on) (?:your|the) (?:order|purchase)`,
      '订单(?:号码|编号|号)|(?<![递流运工])单号',
    ),
    bare: of('order', '订单'),
    direct: /哪(?:一)?[个笔张](?:具体的?)?(?:订单|单子)|哪(?:一)?单/g,
  },
  {
    kind: 'invoice_number',
    names: of(
      String.raw`invoice ?(?:${NUMBER}|#)|number (?:of|on) (?:your|the) invoice`,
      '发票(?:号码|编号|代码|号)|(?<=发票的?)号码',
    ),
    bare: of('invoice', '发票'),
  },
  {
    kind: 'email',
    names: of(String.raw`e-?mail(?: ?(?:address|id))?`, '(?:电子)?[邮信]箱(?:地址)?|电子邮件(?:地址)?|邮件地址'),
  },
  {
    kind: 'phone',
    names: of(
      String.raw`(?:(?:daytime|contact|mobile|cell|tele)[ -]?)?(?:phone|mobile|telephone|cell|contact|whatsapp)(?: ?${NUMBER})?`,
      '(?:联系|手机|固定)?电话(?:号码|号)?|手机(?:号码|号)|手机(?=多少)|联系方式|联系号码',
    ),
    bare: of(String.raw`(?:best |right |good )?number (?:to|can|should|do|could|may|for)`, '号码(?=可以|能)'),
    direct:
      /how (?:can|could|may|do) (?:i|we) (?:reach|call|contact) you|(?:have|get|take|grab) your number|(?:怎么|如何)(?:才能)?(?:联系|联络)(?:到)?[您你]/g,
  },
  {
    kind: 'address',
    names: of(
      String.raw`(?<!mail )(?<!ip )(?:(?:full|shipping|delivery|postal|home|street|billing|mailing) ){0,2}address`,
      '(?:收货|详细|送货|家庭|邮寄|收件|寄送|联系|配送){0,2}地址|住址',
    ),
    direct:
      /where (?:should|shall|can|do|would) (?:we|i|you)(?: want us| like us)?(?: to)? (?:send|ship|deliver|post|live)|where (?:do you live|are you located)|(?:寄|送|发|邮|配送)(?:往|到)(?:哪|什么地(?:方|址))|[您你](?:家)?住(?:在)?哪/g,
  },
  {
    kind: 'name',
    names: of(
      String.raw`(?<!product )(?<!user ?)(?<!file )(?:(?:full|first|last|family|given) )?name`,
      '(?<!产品|商品|用户|文件)(?:收件人|联系人|真实)?(?:姓名|名字|大名)|称呼(?=是)',
    ),
    direct:
      /who am i (?:speaking|talking|chatting|writing) (?:with|to)|(?:what|how) (?:should|may|can|shall) i (?:call|address) you|with whom (?:am i|do i)|(?:怎么|如何|怎样)(?:称呼)?[您你]?称呼|(?:怎么|如何|怎样)称呼|贵姓|[您你]是哪(?:一)?位|[您你]叫什么/g,
  },
  {
    kind: 'purchase_date',
    names: of(
      String.raw`(?:purchase|order|invoice) date|date of (?:the |your )?(?:purchase|order|invoice)`,
      '(?:购买|下单|订购|购机)(?:日期|时间)',
    ),
    direct:
      /(?:when|what day|which day|what date|which date|on what date|on which day) (?:did|have|had) you (?:first |actually )?(?:buy|bought|purchase|purchased|order|ordered|place|placed|make the purchase)|when (?:you|it was) (?:bought|purchased|ordered)|when was (?:it|the \w{1,20}) (?:bought|purchased|ordered)|(?:什么时候|何时|哪(?:一)?天|几号|多久(?:之)?前)(?:购买|买|下单|下的单|订购|订的|入手)/g,
  },
  {
    kind: 'delivery_date',
    names: of(String.raw`delivery date|date of (?:the )?delivery`, '(?:收货|签收|到货)(?:日期|时间)'),
    direct:
      /(?:when|what day|which day|on what date|on which day) (?:did|was) (?:it|the (?:parcel|package|order|delivery|item|goods)|you)(?: \w{1,20})? ?(?:arrive|delivered|get to you|receive|get there|reach you)|(?:什么时候|何时|哪(?:一)?天|几号)(?:收到|签收|到货|送到|到的)/g,
  },
  {
    kind: 'birth_date',
    names: of(String.raw`date of birth|birth ?date|birthday|dob`, '出生(?:日期|年月日|年月)|生日'),
    direct: /when were you born|(?:什么时候|哪(?:一)?年|几号)(?:出生|生日)/g,
  },
  {
    kind: 'amount',
    names: of(
      String.raw`(?:exact |total )?(?:amount|price)(?: paid| charged)?|sum (?:paid|charged)`,
      '(?:付款|支付|扣款|订单)?金额',
    ),
    direct:
      /how much (?:did (?:you pay|it cost)|was (?:it|charged|taken|deducted)|were you charged|have you paid|you paid)|what did (?:it|you) (?:cost|pay)|(?:付|花|扣|支付|收|扣款)了?[您你]?(?:了)?多少钱?|多少钱买/g,
  },
  {
    kind: 'product',
    names: of(
      String.raw`model ?(?:name|number|no\.?)?|(?:product|article|item|serial) ?(?:name|number|no\.?|model)`,
      '(?:产品|商品|机器|设备|具体)?(?:型号|机型|货号)|(?:产品|商品)(?:名称|名)',
    ),
    bare: of('product|item|device|model|machine', '产品|商品|机器|设备'),
    direct: /哪(?:一)?(?:个|款|台|种)(?:产品|商品|型号|机型|机器|设备|东西)|什么(?:型号|机型|产品|商品)|(?:是|买的)哪(?:一)?款/g,
  },
  {
    kind: 'version',
    names: of(
      String.raw`(?:(?:app|software|firmware|system|os|current|installed) ){0,2}version(?: ?${NUMBER})?`,
      '(?:系统|软件|固件|应用|当前)?版本(?:号)?',
    ),
    direct: /(?:什么|哪(?:一)?个|哪(?:一)?种)(?:系统)?版本/g,
  },
  {
    kind: 'error_code',
    names: of(
      String.raw`error(?: ?(?:codes?|messages?|numbers?|texts?))|(?:exact )?message on (?:the|your) screen`,
      '(?:错误|报错|故障|出错)(?:代码|码|信息|提示|消息)',
    ),
    bare: of('error', '错误|报错|故障'),
    direct:
      /(?:do|does|did) (?:it|you|the \w{1,20}) (?:show|give|display|see|get|have|report) (?:an?|any|some) error|what (?:does|did) the (?:error|message) say|(?:报|提示)(?:了|的)?(?:是)?(?:什么|哪个)(?:错|错误|故障)?|什么(?:错误|报错|故障)/g,
  },
];

/** What a deployment calls a kind of its own: "contract_number" is asked for as "contract number", and by its label. */
export function nounOf(kind: string, label?: string | null): Noun | undefined {
  const words = [kind.replaceAll('_', ' '), ...(label ? [label.trim().toLowerCase()] : [])]
    .filter((word) => word.length > 1 && word.length <= 60)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`).replace(/\s+/g, String.raw`\s`));
  if (words.length === 0) return undefined;
  return { kind, names: new RegExp(words.map((word) => (/^[\u0020-\u024f]+$/.test(word) ? en(word) : word)).join('|'), 'gi') };
}
