import { useId } from 'react';

/** One of a few, as buttons of which one is pressed. */
export function Choice<T extends string>({
  of,
  look = 'segments',
  choices,
  chosen,
  onChoose,
}: {
  /** What is chosen, for those who cannot see where it stands. */
  of: string;
  look?: 'segments' | 'chips';
  choices: readonly (readonly [value: T, word: React.ReactNode])[];
  chosen: T;
  onChoose: (value: T) => void;
}) {
  return (
    <div className={look} role="group" aria-label={of}>
      {choices.map(([value, word]) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          onClick={() => onChoose(value)}
        >
          {word}
        </button>
      ))}
    </div>
  );
}

/** One of many, in a list that opens. */
export function Select<T extends string>({
  label,
  isLabelSeen = false,
  name,
  choices,
  chosen,
  onChoose,
}: {
  label: string;
  isLabelSeen?: boolean;
  /** Of the field in its form. */
  name?: string;
  choices: readonly (readonly [value: T, word: string])[];
  chosen?: T;
  onChoose?: (value: T) => void;
}) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className={isLabelSeen ? undefined : 'visually-hidden'}>
        {label}
      </label>
      <select
        id={id}
        name={name}
        value={chosen}
        onChange={(event) => onChoose?.(event.target.value as T)}
      >
        {choices.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </>
  );
}
