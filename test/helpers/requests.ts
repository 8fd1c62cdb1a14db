import type { SandboxServer } from '../sandbox/sandbox-server';

const STATUS_PAGE = /summary\.json|incidents|\/current|\/status/;

/** What was asked of a vendor itself since the last call; its status page is another host. */
export function takeApiRequests(
  sandbox: Pick<SandboxServer, 'takeRequests'>,
  key: string,
): string[] {
  return sandbox.takeRequests(key).filter((line) => !STATUS_PAGE.test(line));
}
