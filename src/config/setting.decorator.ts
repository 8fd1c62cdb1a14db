import { Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

/** What a setting means, for `.env.example` and the README. */
export interface SettingDescription {
  readonly meaning: string;
  /** May be given as `NAME_FILE`, and is never shown. */
  readonly secret?: boolean;
}

/** The descriptions of all settings by name, in the order of their declaration. */
export const descriptions = new Map<string, SettingDescription>();

/** Says what the setting means. @param secret whether it may be given as `NAME_FILE`, and is never shown */
export function Describe(meaning: string, secret = false): PropertyDecorator {
  return (_target, name) => void descriptions.set(String(name), { meaning, secret });
}

/** Items separated by commas. */
export const List = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== '')
      : value,
  );

/** A whole number within bounds. */
export const Whole = (min: number, max: number): PropertyDecorator => {
  const message = `must be a whole number from ${min} to ${max}`;
  return (target, name) => {
    Type(() => Number)(target, name);
    for (const rule of [IsInt, () => Min(min, { message }), () => Max(max, { message })]) {
      rule({ message })(target, name as string);
    }
  };
};

/** An optional http or https URL. */
export const HttpUrl = (): PropertyDecorator => (target, name) => {
  IsOptional()(target, name);
  Matches(/^https?:\/\/[^\s/?#]+\S*$/, { message: 'must be an http or https URL' })(
    target,
    name as string,
  );
};
