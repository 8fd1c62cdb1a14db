/**
 * Runs work that is aborted after some milliseconds, or with an outer signal. Unlike
 * `AbortSignal.timeout`, nothing of work that ended waits in memory until the limit.
 */
export async function withDeadline<Result>(
  limitMs: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const abort = () => controller.abort(outer.reason);
  const timer = setTimeout(() => controller.abort(timeout()), limitMs).unref();
  outer.addEventListener('abort', abort);
  if (outer.aborted) abort();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', abort);
  }
}

function timeout(): DOMException {
  return new DOMException('The limit of a check was reached', 'TimeoutError');
}
