import { calls, channels, files } from './channel-operations.js';
import { does, type Operation } from './operation.js';
import * as s from './schema.js';
import type { IntervalsView } from './report-views.js';
import { allOf, pageOf } from './view-schemas.js';

const health = s.object<{ status: string; checks: object }>({
  status: s.oneOf(['ok', 'failing']),
  checks: s.mapOf(s.oneOf(['ok', 'failing'])),
});

const signIn: Record<string, Operation> = {
  'POST /v1/auth/login': does('Sign in; the refresh token comes as a cookie', 'SignIn'),
  'POST /v1/auth/refresh': does('A new access token for the refresh cookie', 'SignIn'),
  'POST /v1/auth/logout': does('End the session'),
  'GET /v1/me': does('Who is calling', 'Me'),
  'POST /v1/me/password': does('Change the own password; other sessions end'),
  'GET /v1/api-keys': does('API keys', pageOf('ApiKey')),
  'POST /v1/api-keys': does(
    'Issue an API key; the answer is the only place where it is shown',
    s.both(s.refTo('ApiKey'), s.object<{ key: string }>({ key: s.text })),
  ),
  'GET /v1/api-keys/{id}': does('An API key', 'ApiKey'),
  'PATCH /v1/api-keys/{id}': does('Change the name or inboxes of an API key', 'ApiKey'),
  'DELETE /v1/api-keys/{id}': does('Revoke an API key'),
  'GET /v1/alerts': does('What a supervisor must see now, the latest first; `all=true` for what is over too', pageOf('Alert')),
  'GET /v1/audit': does('What people did, newest first', pageOf('AuditEntry')),
};

const agents: Record<string, Operation> = {
  'GET /v1/agents': does('Agents', pageOf('Agent')),
  'POST /v1/agents': does('Add an agent', 'Agent'),
  'GET /v1/agents/{id}': does('An agent', 'Agent'),
  'PATCH /v1/agents/{id}': does('Change an agent', 'Agent'),
  'DELETE /v1/agents/{id}': does('Disable an agent; what they did stays readable'),
  'GET /v1/me/presence': does('The own presence', 'Presence'),
  'PUT /v1/me/presence': does('Set the own presence; the lease is renewed by every call and by an open socket', 'Presence'),
  'PUT /v1/agents/{id}/presence': does('Set the state of an agent over their head; they are told who and why', 'Presence'),
  'GET /v1/me/states': does('The own time in each state; the last day unless told otherwise', 'AgentStates'),
  'GET /v1/agents/{id}/states': does("An agent's time in each state; the last day unless told otherwise", 'AgentStates'),
  'GET /v1/skills': does('Skills', pageOf('Skill')),
  'POST /v1/skills': does('Add a skill', 'Skill'),
  'GET /v1/skills/{id}': does('A skill', 'Skill'),
  'PATCH /v1/skills/{id}': does('Rename a skill', 'Skill'),
  'DELETE /v1/skills/{id}': does('Remove a skill'),
  'GET /v1/canned-replies': does('Canned replies', pageOf('CannedReply')),
  'POST /v1/canned-replies': does('Add a canned reply', 'CannedReply'),
  'GET /v1/canned-replies/{id}': does('A canned reply', 'CannedReply'),
  'PATCH /v1/canned-replies/{id}': does('Change a canned reply', 'CannedReply'),
  'DELETE /v1/canned-replies/{id}': does('Remove a canned reply'),
  'GET /v1/me/mentions': does('Notes in which colleagues name the caller, the latest first', pageOf('Mention')),
  'POST /v1/me/mentions/seen': does(
    'The caller has looked at what names them in a conversation',
    s.object<{ seen: number }>({ seen: s.described(s.integer, 'How many were new.') }),
  ),
  'GET /v1/me/snapshot': does("An agent's whole screen as of a position", 'ConsoleSnapshot'),
};

const customers: Record<string, Operation> = {
  'GET /v1/customers': does('Customers, or those who fit a query', pageOf('Customer')),
  'GET /v1/customers/{id}': does('A customer', 'Customer'),
  'PATCH /v1/customers/{id}': does('Change a customer', 'Customer'),
  'GET /v1/customers/{id}/thread': does('The one thread of a customer over all channels', pageOf('Message')),
  'GET /v1/customers/{id}/identities': does('The addresses a customer is known by', allOf('Identity')),
  'POST /v1/customers/{id}/identities': does('Note down an address; it suggests and never joins threads', allOf('Identity')),
  'POST /v1/customers/{id}/merge': does(
    'Make another customer part of this one',
    s.object<{ mergeId: string }>({ mergeId: s.id }),
  ),
  'GET /v1/customers/{id}/merge-preview': does(
    'Whose the open conversations would be if another customer (`from`) were made part of this one',
    'MergePreview',
  ),
  'GET /v1/customers/{id}/merges': does(
    'Every merge in which a customer, or anybody merged into them, took part; the latest first',
    allOf('Merge'),
  ),
  'POST /v1/merges/{id}/undo': does(
    'Take a merge back',
    s.object<{ fromId: string; intoId: string }>({ fromId: s.id, intoId: s.id }),
  ),
  'POST /v1/customers/import': does(
    'Read customers in from a table; `dryRun=true` only says what would happen',
    'CustomerImport',
    { csv: true },
  ),
  'GET /v1/customers/imports/{id}': does('How far an import is, and what came of its lines', 'CustomerImport'),
  'GET /v1/customers/imports/{id}/rows': does('What became of each line, in their order', pageOf('ImportRow')),
  'GET /v1/identity-suggestions': does(
    'Pairs of customers who may be one person, the likeliest first',
    pageOf('IdentitySuggestion'),
  ),
  'POST /v1/identity-suggestions/{id}/accept': does('They are one: the two are merged', 'IdentitySuggestion'),
  'POST /v1/identity-suggestions/{id}/dismiss': does(
    'They are two; the pair comes back only where more speaks for it',
    'IdentitySuggestion',
  ),
  'POST /v1/identities/{id}/shared': does('Several people use this key, or no longer: it joins nobody by itself', 'SharedKey'),
  'POST /v1/identities/{id}/verify': does(
    'The customer proved an e-mail address or a phone number; whoever proved it before is merged with them',
    'VerifiedIdentity',
  ),
  'POST /v1/customers/{id}/block': does('Block a customer', 'Customer'),
  'POST /v1/customers/{id}/unblock': does('Unblock a customer', 'Customer'),
  'GET /v1/search': does(
    'Find customers, facts and messages by words, beginnings of words, numbers and their ends',
    'SearchPage',
  ),
  'POST /v1/customers/{id}/facts': does('Enter a fact about a customer', 'Fact'),
  'GET /v1/customers/{id}/facts': does(
    'Every fact a customer told us, also those put right since; the latest first',
    allOf('PastFact'),
  ),
  'GET /v1/customers/{id}/touchpoints': does('What other systems saw of a customer, the latest first', pageOf('Touchpoint')),
  'POST /v1/touchpoints': does(
    'Report what was seen of customers; all of a batch or nothing, each step once',
    'TouchpointsTaken',
  ),
  'GET /v1/panels': does('Other systems that show something beside a conversation', allOf('Panel')),
  'POST /v1/panels': does('Add a panel', 'NewPanel'),
  'GET /v1/panels/{id}': does('A panel', 'Panel'),
  'PATCH /v1/panels/{id}': does('Change a panel; what it said before is forgotten', 'Panel'),
  'DELETE /v1/panels/{id}': does('Remove a panel'),
  'GET /v1/fact-patterns': does('What facts of this deployment’s own look like', allOf('FactPattern')),
  'POST /v1/fact-patterns': does('Add a fact pattern; it holds from the next message on', 'FactPattern'),
  'GET /v1/fact-patterns/{id}': does('A fact pattern', 'FactPattern'),
  'PATCH /v1/fact-patterns/{id}': does('Change a fact pattern; one that was switched off is in force again', 'FactPattern'),
  'DELETE /v1/fact-patterns/{id}': does('Remove a fact pattern; what it found stays'),
};

const privacy: Record<string, Operation> = {
  'GET /v1/customers/{id}/consents': does('What a customer allows, and everything they said of it', 'Consents'),
  'POST /v1/customers/{id}/consents': does('Take down what a customer allows or refuses; it holds at once', 'Consents'),
  'GET /v1/customers/{id}/consents/{purpose}': does(
    'Whether data may be used for a purpose; 403 with the reason where not',
    s.object<{ purpose: string; granted: boolean }>({ purpose: s.text, granted: s.flag }),
  ),
  'POST /v1/customers/{id}/exports': does('Have everything about a customer written into an archive', 'CustomerExport'),
  'GET /v1/customers/{id}/exports/{exportId}': does('How far an archive is, and its link once it is done', 'CustomerExport'),
  'GET /v1/exports/{exportId}/archive': does('An archive, by its signed link', s.text, { mediaType: 'application/gzip' }),
  'POST /v1/customers/{id}/erasure': does('Erase a customer; with `dryRun=true` only what would go is counted', 'Erasure'),
  'GET /v1/erasures/{id}': does('The proof of an erasure', 'Erasure'),
  'GET /v1/retention-rules': does('How long each kind of data is kept', allOf('RetentionRule')),
  'PUT /v1/retention-rules/{kind}': does(
    'Set how long a kind of data is kept; with `dryRun=true` only what would go is counted',
    'RetentionRule',
  ),
  'DELETE /v1/retention-rules/{kind}': does('Keep a kind of data for ever again'),
};

const conversations: Record<string, Operation> = {
  'GET /v1/conversations': does('Conversations', pageOf('Conversation')),
  'POST /v1/conversations': does('Start a conversation with a customer', 'Conversation'),
  'GET /v1/conversations/{id}': does('A conversation', 'Conversation'),
  'PATCH /v1/conversations/{id}': does('Change subject, tags, fields or language', 'Conversation'),
  'GET /v1/conversations/{id}/messages': does('Messages of a conversation', pageOf('Message')),
  'GET /v1/conversations/{id}/channels': does(
    'Where the customer can be answered, and what each channel takes now',
    allOf('ConversationChannel'),
  ),
  'POST /v1/conversations/{id}/messages': does('Reply, or leave a note', 'WrittenMessage', { repeat: 200 }),
  'GET /v1/messages': does('Find messages by the id another system gave them', pageOf('Message')),
  'POST /v1/conversations/{id}/draft-check': does('What a draft asks for although the customer told us', 'DraftCheck'),
  'GET /v1/conversations/{id}/context': does('What an agent needs to know before the first word', 'Context'),
  'GET /v1/conversations/{id}/panels/{key}': does(
    'What a panel shows beside a conversation; it is asked where that is old',
    'PanelContent',
  ),
  'POST /v1/conversations/{id}/promises': does('Note down a promise', 'Promise'),
  'POST /v1/promises/{id}/keep': does('A promise was kept', 'Promise'),
  'POST /v1/promises/{id}/break': does('A promise will not be kept', 'Promise'),
  'POST /v1/promises/{id}/move': does('A promise falls due at another time, or at none', 'Promise'),
  'GET /v1/promises': does('Promises by state, maker or customer, the first due first', pageOf('Promise')),
  'GET /v1/conversations/{id}/promise-suggestions': does(
    'What our replies commit us to and nobody has judged yet',
    allOf('PromiseSuggestion'),
  ),
  'POST /v1/promise-suggestions/{suggestion}/accept': does('Take a suggestion as a promise', 'Promise'),
  'POST /v1/promise-suggestions/{suggestion}/dismiss': does('Say that a suggestion is no promise'),
  'GET /v1/conversations/{id}/colleagues': does(
    'Whom it could be handed to: presence and room of each, who can take it first',
    allOf('Colleague'),
  ),
  'GET /v1/conversations/{id}/digest': does('The handover brief, every sentence with its source messages', 'Digest'),
  'GET /v1/conversations/{id}/decisions': does(
    'Who was chosen, why, and why not each of the others; why it is in its queue, and what it waits for now',
    s.both(
      allOf('Decision'),
      s.object<{ routing: object; now: object | null }>({
        routing: s.refTo('RoutingTrace'),
        now: s.orNull(s.refTo('WaitingNow')),
      }),
    ),
  ),
  'POST /v1/conversations/{id}/claim': does('Take a conversation by hand', 'Conversation'),
  'POST /v1/conversations/{id}/close': does('Close with an outcome', 'Conversation'),
  'POST /v1/conversations/{id}/reopen': does('Reopen', 'Conversation'),
  'POST /v1/conversations/{id}/snooze': does('Put aside until a time', 'Conversation'),
  'POST /v1/conversations/{id}/transfer': does('Hand over to an agent or a queue', 'Conversation'),
  'POST /v1/conversations/{id}/move': does('Place with an agent or in a queue by hand, as a supervisor', 'Conversation'),
  'POST /v1/conversations/{id}/priority': does('Change the place in line', 'Conversation'),
  'POST /v1/conversations/{id}/split': does('Open a second conversation beside this one', 'Conversation'),
  'POST /v1/conversations/{id}/split/undo': does(
    'Put a conversation that was split off back into the one it came from, with all that was said in it; gives that one',
    'Conversation',
  ),
};

const routing: Record<string, Operation> = {
  'POST /v1/me/wrap-up/end': does('Done with wrapping up before its time: the room is free for new work at once'),
  'GET /v1/me/offers': does('Offers that wait for the caller', allOf('Offer')),
  'POST /v1/offers/{id}/accept': does('Accept an offer', 'Conversation'),
  'POST /v1/offers/{id}/decline': does('Decline an offer'),
  'GET /v1/hours': does('Opening hours', pageOf('Hours')),
  'POST /v1/hours': does('Add opening hours', 'Hours'),
  'GET /v1/hours/{id}': does('Opening hours of one kind', 'Hours'),
  'PATCH /v1/hours/{id}': does('Change opening hours; the queues that go by them open or close at once', 'Hours'),
  'DELETE /v1/hours/{id}': does('Remove opening hours that no queue goes by'),
  'POST /v1/hours/{id}/preview': does(
    'The spans in which they are open, holidays and changes of clocks reckoned in',
    'HoursPreview',
  ),
  'GET /v1/conversations/{id}/targets': does('Every clock of a conversation: promised, due, met or missed', allOf('Target')),
  'GET /v1/queues': does('Queues', pageOf('Queue')),
  'POST /v1/queues': does('Add a queue', 'Queue'),
  'GET /v1/queues/{id}': does('A queue', 'Queue'),
  'PATCH /v1/queues/{id}': does('Change a queue', 'Queue'),
  'DELETE /v1/queues/{id}': does('Remove an empty queue'),
  'GET /v1/routing-rules': does('Routing rules in their order', allOf('RoutingRule')),
  'POST /v1/routing-rules': does('Add a routing rule', 'RoutingRule'),
  'POST /v1/routing-rules/dry-run': does('What the rules, or a draft of them, would do; nothing changes', 'RoutingDryRun'),
  'GET /v1/routing-rules/{id}': does('A routing rule', 'RoutingRule'),
  'PATCH /v1/routing-rules/{id}': does('Change a routing rule', 'RoutingRule'),
  'DELETE /v1/routing-rules/{id}': does('Remove a routing rule'),
  'GET /v1/queues/{id}/waiting': does(
    'Who waits, in their order, and which constraint keeps each waiting',
    pageOf('WaitingItem'),
  ),
  'GET /v1/queues/{id}/live': does('A queue as it is now', 'QueueLive'),
  'POST /v1/reassignments/plan': does('Plan to move many at once; nothing happens yet', 'ReassignmentPlan'),
  'POST /v1/reassignments': does('Carry out a plan', 'Reassignment'),
  'GET /v1/reassignments': does('Reassignments that were carried out, the latest first', pageOf('ReassignmentSummary')),
  'GET /v1/reassignments/{id}': does('What became of a reassignment; readable while it is carried out', 'Reassignment'),
  'POST /v1/reassignments/{id}/undo': does('Put back what nobody has touched since; a repeat changes nothing', 'Reassignment'),
  'POST /v1/conversations/priority': does('Change the place in line of many; `dryRun` shows whose', 'BulkPriority'),
  'POST /v1/queues/{id}/pause': does('Nothing of the queue is given out until it is resumed, or until a time', 'Queue'),
  'POST /v1/queues/{id}/resume': does('Give out work of the queue again', 'Queue'),
  'POST /v1/conversations/{id}/monitor': does(
    'Be beside a conversation: unseen (`monitor`), with whispers to its agent (`whisper`), in it (`barge`), or no longer (`off`)',
    'Listening',
  ),
  'POST /v1/conversations/{id}/whispers': does('A note that only its agent and supervisors see', 'Message'),
  'GET /v1/agents/{id}/supervised-queues': does('The queues a supervisor is given; none given means all', 'SupervisedQueues'),
  'PUT /v1/agents/{id}/supervised-queues': does('Give a supervisor their queues; an empty list gives all', 'SupervisedQueues'),
};

const intervals = s.object<IntervalsView>({
  data: s.either(s.list(s.refTo('QueueInterval')), s.list(s.refTo('AgentInterval'))),
  meta: s.object<IntervalsView['meta']>({ every: s.text, from: s.time, to: s.time }),
});
const reporting: Record<string, Operation> = {
  'GET /v1/policies': does(
    'The versions of the matching policy, the house policy first',
    s.object<{ data: object[] }>({ data: s.list(s.refTo('Policy')) }),
  ),
  'POST /v1/policies': does('Add a version of the matching policy', 'Policy'),
  'GET /v1/policies/{id}': does('A version of the matching policy', 'Policy'),
  'POST /v1/policies/{id}/activate': does('Put a version in force, from the next pass on', 'Policy'),
  'POST /v1/policies/{id}/replay': does('Ask what a version would have done with a recorded period', 'PolicyReplay'),
  'GET /v1/policy-replays/{id}': does('What it would have done, once worked out', 'PolicyReplay'),
  'GET /v1/reports/repeated-questions': does(
    'What was asked, and what of it although we knew, by agent, queue or channel',
    s.object<{ data: object[] }>({ data: s.list(s.refTo('RepeatedQuestions')) }),
  ),
  'GET /v1/reports/promises': does(
    'Promises that were due in a period, by who made them, and how many were kept in time',
    allOf('PromisesKept'),
  ),
  'GET /v1/reports/waits': does(
    'How true the promised waits were, by queue and day, the latest first',
    s.object<{ data: object[] }>({ data: s.list(s.refTo('PromisedWaits')) }),
  ),
  'GET /v1/reports/intervals': does(
    'What happened in each interval, by queue or by agent; the same as text/csv with `format=csv` or by Accept',
    intervals,
  ),
  'GET /v1/wallboard-tokens': does('Links of screens on the wall, the latest first', pageOf('WallboardToken')),
  'POST /v1/wallboard-tokens': does(
    'Make a link for a screen on the wall; the answer is the only place where its token is shown',
    s.both(s.refTo('WallboardToken'), s.object<{ token: string }>({ token: s.text })),
  ),
  'DELETE /v1/wallboard-tokens/{id}': does('Revoke the link of a wallboard'),
  'GET /v1/wallboard': does('The figures of queues for a screen on the wall, by its token: nobody’s name', 'Wallboard'),
};

const system: Record<string, Operation> = {
  'GET /health/live': does('The process runs', s.object<{ status: string }>({ status: s.always('ok') })),
  'GET /health/ready': does('Database, migrations and jobs are ready; 503 with the same body where not', health),
  'GET /metrics': does('Figures for Prometheus', s.text, { mediaType: 'text/plain' }),
  'GET /asyncapi.json': does('The sockets, described', s.fields),
};

/** Every route by method and path. A test refuses a route without a row, and a row without a route. */
export const operations: Record<string, Operation> = {
  ...signIn,
  ...agents,
  ...customers,
  ...conversations,
  ...privacy,
  ...routing,
  ...channels,
  ...files,
  ...calls,
  ...reporting,
  ...system,
};
