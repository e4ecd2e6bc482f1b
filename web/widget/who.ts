/**
 * Under whose name something is kept in this browser: the subject of an identity token, or nobody's. It proves nothing: it only
 * keeps apart what two people of one browser have not sent yet.
 */
export function subjectOf(token: unknown): string {
  if (typeof token !== 'string') return '';
  try {
    const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return String((JSON.parse(atob(part)) as { sub?: unknown }).sub ?? '');
  } catch {
    return '';
  }
}
