import {
  hex,
  mixed,
  oneOff,
  problemWith,
  vendorContract,
  type NamedAnswer,
  type VendorPromise,
} from '../../../test/vendor.contract';
import { trello, TrelloHealthIndicator } from './trello.health';
import { signatureProof, tokenProof } from './trello.proofs';
import { trelloSandbox } from './trello.sandbox';

const promise: VendorPromise = {
  facts: {
    key: 'trello',
    name: 'Trello',
    required: ['TRELLO_API_KEY', 'TRELLO_API_SECRET'],
    optional: ['TRELLO_API_TOKEN'],
    statusPage: [
      'statuspage',
      'https://trello.status.atlassian.com/api/v2/summary.json',
      'y1nllgnkxn9d',
      'hsr3nvlz0k2l',
    ],
  },
  indicator: TrelloHealthIndicator,
  sandbox: trelloSandbox,
  questions: [
    'GET https://api.trello.com/1/members/me | accept: application/json',
    'POST https://trello.com/1/OAuthGetRequestToken | accept: application/json | authorization: OAuth oauth_consumer_key="TRELLO_API_KEY", oauth_nonce="NONCE", oauth_signature_method="HMAC-SHA1", oauth_timestamp="…", oauth_version="1.0", oauth_signature="…"',
    'GET https://api.trello.com/1/members/me?fields=id | accept: application/json | authorization: OAuth oauth_consumer_key="TRELLO_API_KEY", oauth_token="TRELLO_API_TOKEN"',
  ],
  answers: [
    [trello.reachability, 401, 'invalid key', 'reachable'],
    [trello.reachability, 401, 'unauthorized permission requested', 'reachable'],
    [trello.reachability, 401, ' "Unauthorized"', 'reachable'],
    [trello.reachability, 401, 'unauthorizedly', undefined],
    [trello.reachability, 401, 'not unauthorized', undefined],
    [trello.reachability, 400, 'unauthorized', undefined],
    ...[trello.reachability, signatureProof, signatureProof.fallback!.probe, tokenProof].flatMap(
      (probe): NamedAnswer[] => [
        [probe, 449, 'anything', 'vendor_error'],
        ...[200, 400, 401, 403, 404].map((status): NamedAnswer => [
          probe,
          status,
          ' <html>\n<a href="https://trello.status.atlassian.com">status</a>',
          'vendor_error',
        ]),
        [probe, 402, '<html>status.atlassian.com', undefined],
        [probe, 403, 'see status.atlassian.com', undefined],
        [probe, 403, '<html>xstatus.atlassian.com', undefined],
        [probe, 403, '<html>status.atlassian.community', undefined],
        [probe, 403, '<html>status.atlassian.com', 'vendor_error'],
      ],
    ),
    ...[signatureProof, signatureProof.fallback!.probe, tokenProof].flatMap(
      (probe): NamedAnswer[] => [
        [probe, 401, 'Invalid key', 'credentials_rejected'],
        [probe, 401, 'an invalid key', 'credentials_rejected'],
        [probe, 401, 'an invalid keyring', undefined],
        [probe, 401, 'uninvalid key', undefined],
        [probe, 401, '<p>invalid key</p>', undefined],
        [probe, 400, 'invalid key', undefined],
      ],
    ),
    [signatureProof, 200, 'oauth_token=a&oauth_token_secret=b', 'accepted'],
    [signatureProof, 200, 'x=1&oauth_token_secret=b&oauth_token=a\n', 'accepted'],
    [signatureProof, 200, 'oauth_token=a', undefined],
    [signatureProof, 200, 'oauth_token_secret=b', undefined],
    [signatureProof, 200, 'oauth_token=&oauth_token_secret=b', undefined],
    [signatureProof, 200, 'oauth_token=a&oauth_token_secret=', undefined],
    [signatureProof, 200, 'xoauth_token=a&oauth_token_secret=b', undefined],
    [signatureProof, 200, 'oauth_token=a&xoauth_token_secret=b', undefined],
    [signatureProof, 200, 'oauth_token=a&oauth_token_secret=b and more', undefined],
    [signatureProof, 200, '<p>oauth_token=a&oauth_token_secret=b', undefined],
    [signatureProof, 201, 'oauth_token=a&oauth_token_secret=b', undefined],
    ...[400, 401, 500].map((status): NamedAnswer => [
      signatureProof,
      status,
      'Invalid signature',
      'credentials_rejected',
    ]),
    [signatureProof, 403, 'Invalid signature', undefined],
    [signatureProof, 500, 'an invalid signature', 'credentials_rejected'],
    [signatureProof, 500, 'an invalid signatures', undefined],
    [signatureProof, 500, 'uninvalid signature', undefined],
    [signatureProof, 500, '<p>invalid signature', undefined],
    ...[400, 401, 403, 404, 500].map((status): NamedAnswer => [
      signatureProof,
      status,
      'App not found',
      'credentials_rejected',
    ]),
    [signatureProof, 404, 'the app not found', 'credentials_rejected'],
    [signatureProof, 402, 'app not found', undefined],
    [signatureProof, 404, 'xapp not found', undefined],
    [signatureProof, 404, 'app not founded', undefined],
    [signatureProof, 404, '<p>app not found', undefined],
    [signatureProof, 400, '', 'check_failed'],
    [signatureProof, 400, ' null ', 'check_failed'],
    [signatureProof, 400, 'nullx', undefined],
    [signatureProof, 400, 'xnull', undefined],
    [signatureProof, 400, 'Bad request', 'check_failed'],
    [signatureProof, 400, 'a bad request', 'check_failed'],
    [signatureProof, 400, 'a bad requests', undefined],
    [signatureProof, 400, 'abad request', undefined],
    [signatureProof, 400, '<p>bad request', undefined],
    [signatureProof, 401, 'bad request', undefined],
    [tokenProof, 200, { id: 'a' }, 'accepted'],
    [tokenProof, 200, { id: 7 }, undefined],
    [tokenProof, 201, { id: 'a' }, undefined],
    [tokenProof, 401, 'Invalid token', 'credentials_rejected'],
    [tokenProof, 401, 'an invalid token', 'credentials_rejected'],
    [tokenProof, 401, 'an invalid tokens', undefined],
    [tokenProof, 401, 'uninvalid token', undefined],
    [tokenProof, 401, '<p>invalid token', undefined],
    [tokenProof, 400, 'invalid token', undefined],
  ],
  shapes: {
    TRELLO_API_KEY: {
      good: [hex(32)],
      bad: [...oneOff(hex(32)), hex(32).toUpperCase(), `g${hex(31)}`, `${hex(31)}g`],
    },
    TRELLO_API_SECRET: {
      good: [hex(64)],
      bad: [...oneOff(hex(64)), hex(64).toUpperCase(), hex(32), `${hex(63)}g`],
      confused: [[`ATTA${hex(72)}`, /user's token/]],
    },
    TRELLO_API_TOKEN: {
      good: [hex(64), `ATTA${hex(72)}`, `ATTA_${mixed(10)}`],
      bad: [
        hex(63),
        hex(65),
        `x${hex(64)}`,
        'ATTA',
        `xATTA${hex(72)}`,
        `ATTA${hex(8)}!`,
        `${hex(64)}!`,
      ],
      confused: [
        [trelloSandbox.credentials.TRELLO_API_SECRET!, /same as TRELLO_API_SECRET/],
        [trelloSandbox.credentials.TRELLO_API_KEY!, /same as TRELLO_API_KEY/],
      ],
    },
  },
};

vendorContract(promise);

describe('a swapped pair', () => {
  it.each([
    ['TRELLO_API_KEY', hex(64), hex(32), /swapped/],
    ['TRELLO_API_KEY', hex(64), hex(64), /does not look like/],
    ['TRELLO_API_KEY', hex(32), hex(32), /^nothing$/],
    ['TRELLO_API_SECRET', hex(64), hex(32), /swapped/],
    ['TRELLO_API_SECRET', hex(32), hex(32), /does not look like/],
    ['TRELLO_API_SECRET', hex(64), hex(64), /^nothing$/],
  ])('is recognised in %s by both lengths (%#)', (about, key, secret, expected) => {
    const values = { TRELLO_API_KEY: key, TRELLO_API_SECRET: secret };
    expect(problemWith(promise, values, { about }) ?? 'nothing').toMatch(expected);
  });
});
