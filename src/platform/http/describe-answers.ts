import type { Operation } from '../../contracts/operation.js';

const problem = (description: string): object => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** The answers of a route: its own on success, and the problems its kind of route can have. */
export function answersOf(
  known: Record<string, object>,
  said: Operation | undefined,
  route: { body: boolean; signedIn: boolean; found: boolean },
): Record<string, object> {
  const success = Object.keys(known).find((status) => status.startsWith('2')) ?? '200';
  const content = said?.answer ? { content: { [said.mediaType ?? 'application/json']: { schema: said.answer } } } : {};
  const others = Object.fromEntries(
    Object.entries(known)
      .filter(([status]) => status !== success)
      .map(([status, one]) => [status, { ...one, ...content }]),
  );
  return {
    [success]: { description: said?.answer ? 'Done' : 'Done, without a body', ...content },
    ...others,
    ...(said?.repeat ? { [said.repeat]: { description: 'It was done before: the first answer again', ...content } } : {}),
    ...(route.body ? { 422: problem('The body does not follow its rules') } : {}),
    ...(route.signedIn ? { 401: problem('No token, or one that does not hold (any longer)') } : {}),
    ...(route.found ? { 404: problem('Nothing is there under this id') } : {}),
    default: problem('Any other error'),
  };
}
