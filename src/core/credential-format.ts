/** A rule about the shape of one credential, checked offline. */
export interface FormatRule {
  readonly envVar: string;
  /** The value is suspicious when it matches. */
  readonly looksLike?: RegExp;
  /** The value is suspicious when it does not match. */
  readonly expected?: RegExp;
  /** The value is suspicious when this holds; `env` gives the other variables' values. */
  readonly suspicious?: (value: string, env: (name: string) => string) => boolean;
  /** Only with `NODE_ENV=production`. */
  readonly productionOnly?: boolean;
  /** What is wrong and what to do, for people; never a value or a part of one. */
  readonly problem: string;
}

/** A value that looks wrong, by name. */
export interface ConfigurationWarning {
  readonly env_var: string;
  readonly problem: string;
}

const PLACEHOLDER =
  /^(your[_-]?|<.*>$|\$\{|\{\{|xxx+|change[_-]?me|replace|todo|example|placeholder|dummy|insert)|^(test|secret|password|key|none|null|undefined)$|\.\.\.|_here$/i;

const GENERAL: readonly { problem: string; holds: (value: string) => boolean }[] = [
  {
    problem: 'is surrounded by white space; remove it',
    holds: (value) => value !== value.trim(),
  },
  {
    problem: 'is wrapped in quotes; remove them',
    holds: (value) => /^(["'`]).*\1$/s.test(value.trim()),
  },
  {
    problem: 'looks like a placeholder; set the real value',
    holds: (value) => PLACEHOLDER.test(value.trim()),
  },
  {
    problem: 'contains invisible or non-ASCII characters; copy it again',
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    holds: (value) => /[^\x20-\x7e]/.test(value.trim()),
  },
];

/**
 * Warnings about values that look wrong, at most the first of the general and the first of the
 * vendor's rules for each variable. Values never appear in them.
 */
export function formatWarnings(
  envVars: readonly string[],
  rules: readonly FormatRule[],
  env: (name: string) => string,
  production: boolean,
): ConfigurationWarning[] {
  return envVars.flatMap((envVar) => {
    const value = env(envVar);
    if (value.trim() === '') return [];
    const general = GENERAL.find(({ holds }) => holds(value));
    if (general) return [{ env_var: envVar, problem: general.problem }];
    const rule = rules.find(
      (candidate) =>
        candidate.envVar === envVar &&
        (!candidate.productionOnly || production) &&
        isSuspicious(candidate, value, env),
    );
    return rule ? [{ env_var: envVar, problem: rule.problem }] : [];
  });
}

function isSuspicious(rule: FormatRule, value: string, env: (name: string) => string): boolean {
  return (
    rule.looksLike?.test(value) === true ||
    rule.expected?.test(value) === false ||
    rule.suspicious?.(value, env) === true
  );
}
