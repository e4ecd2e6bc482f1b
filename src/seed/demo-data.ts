/** The demo company: everything in it is public knowledge, so it never belongs on a server with real customers. */
export const demoPassword = 'demo-demo-demo';
export const demoApiKey = 'tl_demo_key_0123456789';
export const demoIdentitySecret = 'demo-web-identity-secret-0123456789';

interface DemoAgent {
  name: string;
  email: string;
  role: 'agent' | 'supervisor' | 'admin';
  languages: string[];
  skills: Record<string, number>;
}

export const demoAgents: DemoAgent[] = [
  { name: 'Ada Admin', email: 'admin@demo.test', role: 'admin', languages: ['en'], skills: {} },
  { name: 'Sam Supervisor', email: 'supervisor@demo.test', role: 'supervisor', languages: ['en'], skills: {} },
  { name: 'Ana', email: 'ana@demo.test', role: 'agent', languages: ['en', 'es'], skills: { orders: 5, returns: 4 } },
  { name: 'Ben', email: 'ben@demo.test', role: 'agent', languages: ['en', 'de'], skills: { orders: 4, technical: 4 } },
  { name: 'Chen', email: 'chen@demo.test', role: 'agent', languages: ['zh', 'en'], skills: { orders: 3, returns: 5 } },
  { name: 'Dana', email: 'dana@demo.test', role: 'agent', languages: ['en', 'fr'], skills: { orders: 3, technical: 5 } },
  { name: 'Emil', email: 'emil@demo.test', role: 'agent', languages: ['en', 'da'], skills: { orders: 2, returns: 2 } },
];

export const demoSignIns = demoAgents.map((agent) => agent.email);

export const demoSkills = [
  { key: 'orders', name: 'Orders' },
  { key: 'returns', name: 'Returns and refunds' },
  { key: 'technical', name: 'Technical questions' },
];

export const demoQueue = { key: 'support', name: 'Support', firstReplyTargetMs: 5 * 60_000 };

export const demoInboxes = [
  { key: 'demo-web', name: 'Web chat', channel: 'webchat', address: null, secret: demoIdentitySecret },
  { key: 'demo-mail', name: 'Support mail', channel: 'email', address: 'support@demo.test', secret: null },
  { key: 'demo-api', name: 'Other systems', channel: 'api', address: null, secret: null },
];

export const demoReplies = [
  {
    key: 'greeting',
    title: 'Greeting',
    text: 'Hello {{customer.name}}, I am {{agent.name}} and I have read what you wrote so far.',
    locale: 'en',
  },
  { key: 'greeting', title: '问候', text: '{{customer.name}}您好,我是{{agent.name}},您之前写的内容我都看过了。', locale: 'zh' },
  {
    key: 'broken-item',
    title: 'Broken item',
    text: 'I am sorry that it arrived broken. A replacement leaves today; you need not send anything back.',
    locale: 'en',
  },
];
