/** The sections of the set-up in their order, for places that must not load them all to name them. */
export const sectionKeys = [
  ...(['agents', 'skills', 'queues', 'rules', 'hours', 'policies', 'inboxes', 'replies'] as const),
  ...(['apiKeys', 'panels', 'factPatterns', 'retention'] as const),
] as const;
