/** The secret all test servers are started with. */
export const testSecret = 'test-secret-test-secret-test-secret-0123';
