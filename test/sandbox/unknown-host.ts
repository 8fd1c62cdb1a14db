/**
 * A host name that cannot exist: labels have 63 characters at most (RFC 1035, 2.3.4). The resolver
 * refuses it by itself, so that no test waits for a name server.
 */
export const UNKNOWN_HOST = `${'x'.repeat(64)}.invalid`;
