/** A time of the day as people type it (`9`, `930`, `9.30`, `17:00`), as HH:MM; null where it is none. `24:00` is midnight's end. */
export function readTime(text: string): string | null {
  const [, h, m = '00'] = /^\s*(\d{1,2})(?:\s*[:.h：]?\s*(\d{2}))?\s*$/.exec(text) ?? [];
  if (h === undefined) return null;
  const [hours, minutes] = [Number(h), Number(m)];
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return null;
  return `${String(hours).padStart(2, '0')}:${m}`;
}
