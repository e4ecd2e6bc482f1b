/** What a customer is told whose mail comes while nobody is there. `opensAt` null: nobody knows when somebody will be. */
export function closedText(locale: string, opensAt: Date | null, timeZone: string): string {
  const zh = /^zh\b/i.test(locale);
  if (!opensAt)
    return zh
      ? '感谢您的来信。我们目前不在服务时间内，恢复服务后会尽快回复您。'
      : 'Thank you for your mail. We are closed at the moment and will answer you as soon as we are back.';
  const day = new Intl.DateTimeFormat(zh ? 'zh-CN' : 'en-GB', {
    ...{ timeZone, weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  }).format(opensAt);
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    opensAt,
  );
  return zh
    ? `感谢您的来信。我们目前不在服务时间内，将于${day} ${time}（${timeZone}）恢复服务，届时会尽快回复您。`
    : `Thank you for your mail. We are closed at the moment and open again on ${day} at ${time} (${timeZone}). We will answer you then.`;
}

/** The customer's language where it is known; else Chinese for words written in Chinese, and English for all others. */
export function languageOf(locale: string | null, text: string): string {
  if (locale) return locale;
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han >= 2 && !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) ? 'zh' : 'en';
}
