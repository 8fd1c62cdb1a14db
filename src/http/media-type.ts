/** The media type of plain answers. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/** The media type of problem details, RFC 9457. */
export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';
