/** Of docs/routing-rules.md, by the key of their sentence. */
export const examples = [
  { key: 'gold', condition: 'has(customer.tier) && customer.tier == "gold"' },
  { key: 'word', condition: 'conversation.text.lowerAscii().contains("invoice")' },
  { key: 'channel', condition: 'channel == "whatsapp"' },
  { key: 'tag', condition: '"complaint" in conversation.tags' },
  { key: 'night', condition: '(now.weekday >= 6 || now.hour < 9 || now.hour >= 17)' },
  { key: 'closed', condition: '!now.open' },
  { key: 'back', condition: 'conversation.reopened' },
] as const;
