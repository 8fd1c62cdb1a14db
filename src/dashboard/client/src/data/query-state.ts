import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** A choice that is kept in the address, so that it survives a reload, a way back and being shared. */
export function useQueryState<T extends string>(
  name: string,
  choices: readonly T[] | undefined,
  otherwise: T,
): [T, (value: T) => void] {
  const [query, setQuery] = useSearchParams();
  const given = query.get(name) as T | null;
  const isKnown = given !== null && (choices?.includes(given) ?? true);
  const choose = useCallback(
    (value: T) =>
      setQuery(
        (before) => {
          const after = new URLSearchParams(before);
          if (value === otherwise) after.delete(name);
          else after.set(name, value);
          return after;
        },
        { replace: true },
      ),
    [name, otherwise, setQuery],
  );
  return [isKnown ? given : otherwise, choose];
}
