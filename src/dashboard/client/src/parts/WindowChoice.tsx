import type { Window } from '../data/history';

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
    <div className="segments" role="group" aria-label={`Window of the ${of}`}>
      {windows.map((one) => (
        <button key={one} type="button" aria-pressed={one === window} onClick={() => onChange(one)}>
          {one}
        </button>
      ))}
    </div>
  );
}
