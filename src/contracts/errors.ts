/** Every error code of the public surface with its HTTP status and title. The code is what programs read. */
export const errorCodes = {
  malformed_json: [400, 'The body is not valid JSON'],
  malformed_request: [400, 'The request could not be read'],
  invalid_request: [422, 'The request is not valid'],
  bad_cursor: [400, 'The cursor is not one of ours'],
  unauthenticated: [401, 'Sign in first'],
  wrong_credentials: [401, 'E-mail or password is wrong'],
  token_expired: [401, 'The token has expired'],
  token_invalid: [401, 'The token is not valid'],
  not_verified: [401, 'The call could not be verified'],
  sign_in_locked: [429, 'Too many failed sign-ins'],
  forbidden: [403, 'Not allowed'],
  consent_missing: [403, 'The customer has not consented'],
  link_expired: [403, 'The link has expired'],
  origin_not_allowed: [403, 'This site may not use the inbox'],
  customer_blocked: [403, 'The customer is blocked'],
  not_found: [404, 'Not found'],
  not_acceptable: [406, 'Not acceptable'],
  conflict: [409, 'Conflict'],
  stale_epoch: [409, 'Somebody else acted first'],
  version_mismatch: [412, 'The record has changed since it was read'],
  illegal_move: [409, 'Not possible in the present state'],
  offer_gone: [409, 'The offer is no longer open'],
  inbox_closed: [409, 'The inbox is closed'],
  outside_reply_window: [409, 'The channel takes no free text now'],
  outside_hours: [409, 'Outside opening hours'],
  customer_erased: [409, 'The customer was erased'],
  no_capacity: [409, 'The agent has no room left'],
  already_exists: [409, 'It exists already'],
  idempotency_running: [409, 'The first request with this key is still running'],
  idempotency_mismatch: [422, 'The key was used with another body'],
  payload_too_large: [413, 'Too large'],
  unsupported_media_type: [415, 'Media type not supported'],
  rate_limited: [429, 'Too many requests'],
  internal: [500, 'Something went wrong here'],
  unavailable: [503, 'Temporarily unavailable'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof errorCodes;

/** One field that is wrong; `pointer` is a JSON Pointer into the body, or `?name` for a query parameter. */
export interface FieldError {
  pointer: string;
  detail: string;
}

/** RFC 9457 problem details. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  /** The detail in the other languages of the pages, where it has been put into them. */
  translations?: { zh: string };
  instance?: string;
  code: ErrorCode;
  errors?: FieldError[];
  requestId?: string;
  [extra: string]: unknown;
}
