import { randomToken } from '../../platform/secrets/secrets.js';

/** Tells an API key from an access token, and lets scanners find one that was published by mistake. */
export const API_KEY_PREFIX = 'tl_';

export const newApiKey = (): string => `${API_KEY_PREFIX}${randomToken()}`;
