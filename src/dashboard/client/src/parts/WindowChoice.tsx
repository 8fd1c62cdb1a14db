import type { Window } from '../data/history';
import { Choice } from './Choice';

/** A choice of windows. */
export function WindowChoice<W extends Window>({
  windows,
  window,
  onChange,
  of,
}: {
  windows: readonly W[];
  window: W;
  onChange: (window: W) => void;
  of: string;
}) {
  return (
    <Choice
      of={`Window of the ${of}`}
      choices={windows.map((one) => [one, one] as const)}
      chosen={window}
      onChoose={onChange}
    />
  );
}
