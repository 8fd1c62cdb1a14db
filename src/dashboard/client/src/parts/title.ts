import { useEffect } from 'react';
import { useIntegrations } from '../data/queries';
import { STATUS_WORDS, worstStatus } from '../data/words';

let pageName = 'Overview';
const listeners = new Set<() => void>();

/** Names the page in the tab, after the worst status of all. */
export function usePageName(name: string): void {
  useEffect(() => {
    pageName = name;
    for (const listener of listeners) listener();
  }, [name]);
}

/** Keeps the document's title in step with the worst status. */
export function useTitle(): void {
  const { data } = useIntegrations();
  useEffect(() => {
    const apply = () => {
      document.title = `${data ? `${statusWord(data.integrations)} · ` : ''}${pageName} · Integration health`;
    };
    apply();
    listeners.add(apply);
    return () => void listeners.delete(apply);
  }, [data]);
}

function statusWord(integrations: Parameters<typeof worstStatus>[0]): string {
  const troubled = integrations.filter(({ status }) => status !== 'healthy').length;
  const word = STATUS_WORDS[worstStatus(integrations)];
  return troubled === 0 ? 'All healthy' : `${word} (${troubled})`;
}
