import { type ErrorCode, errorCodes, type FieldError, type Problem } from '../../contracts/errors.js';

interface RefusalData {
  errors?: FieldError[];
  retryAfterS?: number;
  /** The detail in the other languages of the pages. */
  translations?: { zh: string };
  [name: string]: unknown;
}

/**
 * An expected "no": a code, a sentence, named data. Thrown where a caller asked for something that cannot be done,
 * so that the open transaction rolls back; every door turns it into the same problem document.
 */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    detail: string,
    readonly data: RefusalData = {},
  ) {
    super(detail);
  }

  get status(): number {
    return errorCodes[this.code][0];
  }

  toProblem(extra: Pick<Problem, 'instance' | 'requestId'> = {}): Problem {
    const [status, title] = errorCodes[this.code];
    // Data first: whatever it is called, it never replaces what every problem has.
    return { ...this.data, type: `/problems/${this.code}`, title, status, detail: this.message, code: this.code, ...extra };
  }
}

/** What is looked for, in the words of the pages. */
const nouns = {
  'API key': 'API 密钥',
  address: '地址',
  agent: '客服',
  call: '通话',
  'call back': '回拨',
  'canned reply': '快捷回复',
  conversation: '会话',
  'conversation to rate': '可评价的会话',
  customer: '客户',
  delivery: '投递记录',
  erasure: '删除申请',
  export: '导出',
  fact: '事实',
  'fact pattern': '事实规则',
  file: '文件',
  hours: '营业时间',
  identity: '联系方式',
  import: '导入',
  inbox: '收件箱',
  line: '线路',
  mailbox: '邮箱',
  merge: '合并记录',
  message: '消息',
  'message on its way out': '待发出的消息',
  offer: '派单',
  panel: '面板',
  policy: '策略',
  'policy replay': '策略回放',
  problem: '错误说明',
  promise: '承诺',
  'promise suggestion': '承诺建议',
  purpose: '用途',
  queue: '队列',
  reassignment: '调动',
  'retention rule': '保留规则',
  'routing rule': '路由规则',
  skill: '技能',
  suggestion: '建议',
  'suppressed address': '被停发的地址',
  'voice inbox': '电话收件箱',
  wallboard: '大屏',
} as const;

export const notFound = (what: keyof typeof nouns): Refusal =>
  new Refusal('not_found', `There is no such ${what}.`, { translations: { zh: `找不到这个${nouns[what]}，可能已被删除。` } });
