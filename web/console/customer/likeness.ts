/** How much speaks for two being one person, for whoever does not count in bits: each is twice as likely as the one before. */
export function likenessOf(bits: number): 'weak' | 'some' | 'strong' | 'veryStrong' {
  if (bits < 2) return 'weak';
  if (bits < 5) return 'some';
  return bits < 9 ? 'strong' : 'veryStrong';
}

/** Whether a part of it speaks for or against, and whether much. */
export function weightOf(bits: number): 'for' | 'muchFor' | 'against' | 'muchAgainst' | 'nothing' {
  if (Math.abs(bits) < 0.25) return 'nothing';
  if (bits > 0) return bits >= 4 ? 'muchFor' : 'for';
  return bits <= -4 ? 'muchAgainst' : 'against';
}
