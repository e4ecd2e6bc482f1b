import type { ErrorCode, FieldError, Problem } from '../../../src/contracts/errors.js';
import { sayWrong, wrongsOf } from '../admin/records/wrong.js';
import { words } from '../words.js';

/**
 * What each refusal means, for readers of Chinese; English is what the server says itself. A code without a sentence here does not
 * compile. Without a full stop: what else is known follows.
 */
const meanings: Record<ErrorCode, string> = {
  malformed_json: '发送的内容不是有效的 JSON',
  malformed_request: '无法读取这次请求',
  invalid_request: '填写的内容有误',
  bad_cursor: '列表的位置已失效，请从第一页重新开始',
  unauthenticated: '请先登录',
  wrong_credentials: '邮箱或密码不正确',
  token_expired: '凭证已过期，请重新操作',
  token_invalid: '凭证无效',
  not_verified: '无法验证请求的来源',
  sign_in_locked: '登录失败次数过多，暂时无法登录',
  forbidden: '您没有权限这样做',
  consent_missing: '客户没有同意这样使用其资料',
  link_expired: '链接已过期，请重新获取',
  origin_not_allowed: '该网站不能使用这个收件箱',
  customer_blocked: '该客户已被拉黑',
  not_found: '要找的内容不存在，可能已被删除',
  not_acceptable: '无法以所要求的格式作答',
  conflict: '与当前情况冲突，请刷新后再看',
  stale_epoch: '已有人先处理过，请重新查看',
  version_mismatch: '读取之后已有人改过这条记录，请重新读取',
  illegal_move: '当前状态下不能这样做',
  offer_gone: '派单已结束：已超时、已处理或已收回',
  inbox_closed: '该渠道的收件箱已停用，无法发出',
  outside_reply_window: '该渠道目前不能自由发送文字，请改用模板，或等客户先来信',
  outside_hours: '现在不在营业时间内',
  customer_erased: '该客户的资料已被删除，不能再写入',
  no_capacity: '该客服没有空位',
  already_exists: '已经存在相同的内容',
  idempotency_running: '同一请求仍在处理中',
  idempotency_mismatch: '这个请求编号已用于其他内容',
  payload_too_large: '内容太大',
  unsupported_media_type: '不支持这种文件或格式',
  rate_limited: '操作过于频繁',
  internal: '系统出错了',
  unavailable: '服务暂时不可用，内容没有保存',
};

type Known = (problem: Partial<Problem>) => string | undefined;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** What a problem carries beside its code: fields that are wrong, the state something is in, what would do instead, until when. */
const known: readonly Known[] = [
  ({ errors }) => (errors && errors.length > 0 ? reasonsOf(errors) : undefined),
  ({ conversationStatus: status }) => (isText(status) ? `会话目前${nameOf(`ui:status.${status}`, status)}` : undefined),
  ({ code, state }) =>
    code === 'illegal_move' && isText(state) ? `目前状态：${nameOf(`frame:presence.${state}`, state)}` : undefined,
  ({ purpose }) => (isText(purpose) ? `用途：${nameOf(`customer:purpose.${purpose}`, purpose)}` : undefined),
  ({ channels }) =>
    Array.isArray(channels) && channels.length > 0
      ? `可改用：${channels.map((one: string) => nameOf(`ui:channel.${one}`, one)).join('、')}`
      : undefined,
  ({ retryAfterS: seconds }) => (typeof seconds === 'number' ? `请在 ${lengthOf(seconds)}后再试` : undefined),
];

const nameOf = (key: string, plain: string): string => (words.exists(key) ? words.t(key) : plain);

const lengthOf = (seconds: number): string =>
  seconds < 60 ? words.t('ui:seconds', { n: Math.max(1, seconds) }) : words.t('ui:minutes', { n: Math.ceil(seconds / 60) });

/** In the words of the forms, where they can be read; what was sent is not known here, so that nothing counts as empty. */
function reasonsOf(errors: readonly FieldError[]): string {
  const say = words.getFixedT(null, 'admin') as (key: string, values?: Record<string, unknown>) => string;
  const said = wrongsOf(errors, () => true).map((one) => sayWrong(say, one).replace(/[。.]$/, ''));
  return [...new Set(said)].join('；');
}

/** A problem in Chinese; undefined where its code is none we know. */
export function problemInChinese(problem: Partial<Problem>): string | undefined {
  if (problem.translations) return problem.translations.zh;
  const meaning = problem.code && (meanings[problem.code] as string | undefined);
  if (!meaning) return undefined;
  const more = known.flatMap((one) => one(problem) ?? []);
  return `${[meaning, ...more].join('，').replace(/^填写的内容有误，/, '填写的内容有误：')}。`;
}
