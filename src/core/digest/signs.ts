import { hasHan, plainOf } from '../promises/sentences.js';

/** What a sentence shows by its words alone. Bounded expressions, on sentences of at most 600 characters. */

const GREETING =
  /^(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|thanks|thank you|ok|okay|yes|no|sure)(?: (?:there|all|team|everyone|sir|madam|support|again|sir or madam|\w{1,20}))?|您好|你好|哈喽|嗨|喂|在吗|在么|有人吗|有人在吗|客服|你好在吗|早上好|上午好|下午好|晚上好|好的?|嗯|是的?|谢谢|人工|转人工|人工客服|anyone there|is anyone there|are you there|human|agent)[\s,.!?~。，！？～]*$/i;

export const isGreeting = (sentence: string): boolean => sentence.length < 50 && GREETING.test(sentence.trim());

const ASKS_EN =
  /\?["'”’)]*$|^(?:(?:and|so|but|also|please|hi|hello|hey|ok)[, ]+){0,2}(?:what|when|where|which|who|why|how|whose|can you|could you|would you|will you|do you|did you|is there|are there|may i|can i|could i)\b(?!.{0,40}\bthat's)/;
const ASKS_ZH =
  /[?？][”」』）"]*$|(?:吗|么|呢)[。.!！~～]?$|什么时候|何时|多久|多少钱|怎么(?:办|弄|回事|还|样|用|操作|退|换)|为什么|为何|能不能|可不可以|是不是|有没有|能否|可否|是否(?!.*告)|哪里|哪个|哪天/;
/** "Can you hear me?", "are you there?", 在吗: nothing to answer any more. */
const IDLE =
  /^(?:are you (?:still )?there|anyone(?: there)?|hello|is (?:anyone|somebody) there|how are you|can i ask (?:you )?(?:something|a question)|在吗|在么|有人吗|有人在吗|你好吗|可以问(?:一下|个问题)吗)[?？。!！\s]*$|^(?:is that |anything )?(?:ok|okay|alright|else)[?\s]*$/;

export function isQuestion(sentence: string): boolean {
  const plain = plainOf(sentence);
  if (IDLE.test(plain) || plain.length < 3) return false;
  return hasHan(plain) ? ASKS_ZH.test(plain) : ASKS_EN.test(plain);
}

const TRIED_EN =
  /\b(?:i|we)(?:'ve| have| had)? (?:already|also|even|just|then|now)? ?(?:already |even |also )?(?:tried|restarted|reset|rebooted|reinstalled|re-installed|updated|upgraded|checked|cleared|unplugged|replaced|changed|switched|turned|contacted|called|emailed|e-mailed|wrote|written|sent|followed|removed|deleted|logged out|logged in|signed|cleaned|charged|downloaded|paid|filled|uploaded|returned|asked|read|looked|searched|waited)\b/;
const TRIED_MORE =
  /\b(?:already (?:tried|did|done|checked|restarted|reset|called|sent|contacted|told|explained)|(?:tried|restarted|reset|reinstalled|rebooted)(?: it| that| this| everything| the \w{1,20})?(?: already| twice| several times| but|, but)|no luck|(?:did|does|didn't|doesn't|has not|hasn't) (?:not )?help(?:ed)?|still (?:does not|doesn't|not|won't|the same)|to no avail|nothing (?:helps|helped|works|worked))\b/;
const NOT_TRIED =
  /\b(?:have you|did you|haven't|have not|did not|didn't|never|should i|if i|could not|couldn't|can't|cannot|when i)\b.{0,30}\b(?:tried|try|restart|reset|check|reinstall)/;
const TRIED_ZH =
  /(?:已经?|都|也|刚才?|刚刚)(?:经)?(?:试|重启|重置|重装|卸载|更新|升级|检查|清理|清除|换|打|联系|反馈|提交|上传|下载|登录|退出|发|寄|充|拔|关|开|申请|找|问|按|付|取消|删|等|说|查)(?:了|过|完|好|遍|电话|给)?|(?:试|重启|重置|重装|卸载|更新|升级|检查|清理|换|打|联系|反馈|查|问|找|等)(?:过|了)(?!吗)|还是(?:不行|不好|没用|一样|不能|打不开|没有|报错)|没用|不管用|没有效果/;
const NOT_TRIED_ZH = /[吗么]|没有?(?:试|重启|打|联系)过?|还没|怎么|[?？]|请您|您(?:可以)?试/;

/** "I have restarted it twice", 我已经试过: the customer (or a colleague who tells it) says what was done. */
export function saysTried(sentence: string): boolean {
  const plain = plainOf(sentence);
  if (hasHan(plain)) return TRIED_ZH.test(plain) && !NOT_TRIED_ZH.test(plain);
  return (TRIED_EN.test(plain) || TRIED_MORE.test(plain)) && !NOT_TRIED.test(plain) && !isQuestion(sentence);
}

const DID_EN =
  /\b(?:i|we)(?:'ve| have|'ve now| have now| just| already|'ve just| have just|'ve already| have already)? (?:now |just |already )?(?:reset|restarted|sent|refunded|reimbursed|credited|checked|updated|changed|cancelled|canceled|escalated|forwarded|passed|booked|ordered|re-?ordered|replaced|shipped|dispatched|issued|corrected|fixed|repaired|activated|deactivated|reactivated|unlocked|blocked|removed|deleted|added|created|opened|closed|arranged|scheduled|contacted|called|asked|informed|raised|reported|processed|started|requested|confirmed|looked|found|extended|applied|transferred|waived|organised|organized|registered|restored|resent|re-sent|submitted|tested|emailed|e-mailed)\b/;
const DID_ZH =
  /(?:已经?|刚才?|刚刚|现在已)(?:经)?(?:给|为|帮|替|将|把|向|跟|通知|重置|重启|发|寄|退|处理|安排|联系|反馈|提交|升级|取消|更[换正新改]|补|登记|核实|核查|查|修|开|转|申请|催|备注|恢复|解锁|添加|确认|上报)|(?:帮|给|为)[您你][^。,，]{0,10}(?:了|好了|完了|过了)(?:[。,，!！]|$)/;
const DID_NOT = /\b(?:not|haven't|didn't|couldn't|if|once|when|after|you)\b (?:\w{1,10} ){0,2}$/;

/** "I have reset your password", 已经为您申请退款: what a colleague did. */
export function saysDone(sentence: string): boolean {
  const plain = plainOf(sentence);
  if (isQuestion(sentence)) return false;
  if (hasHan(plain)) return DID_ZH.test(plain) && !/没有?|未|无法|如果|等/.test(plain);
  const match = DID_EN.exec(plain);
  return (
    match !== null &&
    !DID_NOT.test(plain.slice(0, match.index)) &&
    !/\b(?:haven't|have not|couldn't|could not|didn't|if i|once i)\b/.test(plain)
  );
}

const ANGRY_EN =
  /\b(?:angry|furious|outrage(?:d|ous)?|ridiculous|unacceptable|disgust(?:ed|ing)|terrible|horrible|awful|worst|pathetic|useless|incompetent|frustrat(?:ed|ing)|annoy(?:ed|ing)|fed up|sick of|disappoint(?:ed|ing)|disgrace(?:ful)?|scam|fraud|rip[- ]?off|liars?|lied|lawyer|legal action|sue|complain(?:t|ing)?|complaints|never again|waste of (?:time|money)|joke|shame(?:ful)?|appall(?:ed|ing)|wtf|damn|hell is|bullshit|crap|stupid|idiots?|still (?:waiting|no (?:answer|reply|refund))|how many times|for the (?:third|fourth|fifth|last) time|had enough|unbelievable|not good enough|refund me now|cancel everything|losing (?:my )?patience|upset)\b|!{3,}/;
const ANGRY_NOT =
  /\b(?:not|n't|no longer|never) (?:\w{1,12} )?(?:angry|upset|annoyed|disappointed|complaining|frustrated|a complaint)\b|no complaints?\b/g;
const ANGRY_ZH =
  /生气|气死|愤怒|火大|太差|很差|差劲|垃圾|骗子|骗人|欺骗|忽悠|投诉|举报|曝光|律师|起诉|12315|消协|无语|受够|忍无可忍|恶心|失望|不满|离谱|什么(?:破|烂|鬼)|搞什么|开什么玩笑|太过分|过分|敷衍|踢皮球|不负责|没人(?:管|理)|浪费(?:我)?时间|再也不|坑人|坑爹|太慢了|到底(?:什么时候|要|能不能|怎么)|等了(?:这么|那么|好|很)久|说了(?:多少|几)[次遍]|几次了|催了|烦死|烦人|糟糕|[!！]{3,}/;
const ANGRY_NOT_ZH = /(?:没有?|不是|不|别|无需)(?:想|要|再)?(?:生气|投诉|举报|失望|不满|着急)/g;
const GLAD_EN =
  /\b(?:thank(?:s| you)|thx|cheers|appreciate|great|perfect|excellent|awesome|wonderful|brilliant|fantastic|amazing|lovely|happy with|very helpful|so helpful|good job|well done|works now|it works|solved|much better|kind of you|you're (?:the best|a star)|pleased)\b/;
const GLAD_NOT =
  /\b(?:no thanks|thanks for nothing|not (?:great|happy|perfect|helpful|solved|pleased)|isn't (?:great|solved)|would be (?:great|nice|perfect)|great(?:,| -)? (?:another|now)|thanks? in advance|thank you in advance)\b/g;
const GLAD_ZH =
  /谢谢|感谢|多谢|谢啦|辛苦|太好了|太棒|很棒|真棒|满意|不错|好评|给力|完美|赞|解决了|可以了|好用|贴心|很好|真好|麻烦你了|爱了/;
const GLAD_NOT_ZH = /不(?:太|是很|怎么)?(?:满意|好用|可以了)|没(?:有)?解决|谢谢(?:你)?(?:了)?(?:啊|啦)?(?:不用|算了)/g;

/** -1 upset, 1 friendly, 0 neither, by the words of one message; upset outweighs a polite word beside it. */
export function moodOf(text: string): -1 | 0 | 1 {
  const plain = plainOf(text.slice(0, 2_000));
  const bad = plain.replace(ANGRY_NOT, ' ').replace(ANGRY_NOT_ZH, ' ');
  if (ANGRY_EN.test(bad) || ANGRY_ZH.test(bad) || shouts(text)) return -1;
  const good = plain.replace(GLAD_NOT, ' ').replace(GLAD_NOT_ZH, ' ');
  return GLAD_EN.test(good) || GLAD_ZH.test(good) ? 1 : 0;
}

/** Several words in capitals; an order number or an abbreviation is one. */
const shouts = (text: string): boolean =>
  (text.slice(0, 2_000).match(/(?<![\w-])[A-Z]{3,}(?![\w-])/g) ?? []).length >= 4 && !/[a-z]{4}/.test(text);
