import {
  authorizationHeader,
  sign,
  signatureBaseString,
  signedHeader,
  type Parameter,
} from './oauth1';

/** The client and the token of the photo service that both OAuth 1.0 texts use as their example. */
const CONSUMER = { key: 'dpf43f3p2l4k3l03', secret: 'kd94hf93k423kf44' };
const TOKEN = { key: 'nnch734d00sl2jdk', secret: 'pfkkdhi9sl3r4s00' };

describe('signatureBaseString', () => {
  it('is the one of RFC 5849, section 3.4.1.1', () => {
    const baseString = signatureBaseString(
      'POST',
      'http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
      [
        ['oauth_consumer_key', '9djdj82h48djs9d2'],
        ['oauth_token', 'kkk9d7dh3k39sjv7'],
        ['oauth_signature_method', 'HMAC-SHA1'],
        ['oauth_timestamp', '137131201'],
        ['oauth_nonce', '7d8f3e4a'],
        ['c2', ''],
        ['a3', '2 q'],
      ],
    );
    expect(baseString).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q' +
        '%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_' +
        'key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_m' +
        'ethod%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk' +
        '9d7dh3k39sjv7',
    );
  });

  it('names the host in lower case and leaves out the default port (section 3.4.1.2)', () => {
    const of = (url: string) => signatureBaseString('get', url, []);
    expect(of('HTTP://EXAMPLE.COM:80/r%20v/X?id=123')).toBe(
      'GET&http%3A%2F%2Fexample.com%2Fr%2520v%2FX&id%3D123',
    );
    expect(of('https://www.example.net:8080/?q=1')).toBe(
      'GET&https%3A%2F%2Fwww.example.net%3A8080%2F&q%3D1',
    );
  });

  it('encodes what encodeURIComponent leaves, and letters beyond ASCII as UTF-8', () => {
    expect(signatureBaseString('GET', 'https://a.example/', [["!*'()~", '☃']])).toBe(
      'GET&https%3A%2F%2Fa.example%2F&%2521%252A%2527%2528%2529~%3D%25E2%2598%2583',
    );
  });

  it('sorts by encoded name, then by encoded value', () => {
    const parameters: Parameter[] = [
      ['b', '2'],
      ['b', '10'],
      ['B', '1'],
      ['a1', '1'],
      ['a', '1'],
    ];
    const [, , normalized] = signatureBaseString('GET', 'https://a.example/', parameters).split(
      '&',
    );
    expect(decodeURIComponent(normalized!)).toBe('B=1&a=1&a1=1&b=10&b=2');
  });
});

describe('sign', () => {
  it('gives the signature of OAuth Core 1.0, appendix A.5', () => {
    const baseString = signatureBaseString(
      'GET',
      'http://photos.example.net/photos?file=vacation.jpg&size=original',
      [
        ['oauth_consumer_key', CONSUMER.key],
        ['oauth_token', TOKEN.key],
        ['oauth_signature_method', 'HMAC-SHA1'],
        ['oauth_timestamp', '1191242096'],
        ['oauth_nonce', 'kllo9940pd9333jh'],
        ['oauth_version', '1.0'],
      ],
    );
    expect(sign(baseString, CONSUMER.secret, TOKEN.secret)).toBe('tR3+Ty81lMeYAr/Fid0kMTYa/WM=');
  });

  it('gives the signature of the request without a token in RFC 5849, section 1.2', () => {
    const baseString = signatureBaseString('POST', 'https://photos.example.net/initiate', [
      ['oauth_consumer_key', CONSUMER.key],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131200'],
      ['oauth_nonce', 'wIjqoS'],
      ['oauth_callback', 'http://printer.example.com/ready'],
    ]);
    expect(sign(baseString, CONSUMER.secret)).toBe('74KNZJeDHnMBp0EMJ9ZHt/XKycU=');
  });

  it('changes with a single character of the secret', () => {
    expect(sign('GET&a&b', 'secret0')).not.toBe(sign('GET&a&b', 'secret1'));
  });
});

describe('authorizationHeader', () => {
  it('encodes names and values, so that none can end its quotes or the line', () => {
    expect(authorizationHeader([['oauth_consumer_key', 'a"b\r\nc=']])).toBe(
      'OAuth oauth_consumer_key="a%22b%0D%0Ac%3D"',
    );
  });
});

describe('signedHeader', () => {
  const signing = {
    method: 'POST',
    url: 'https://trello.com/1/OAuthGetRequestToken',
    consumerKey: CONSUMER.key,
    consumerSecret: CONSUMER.secret,
    nonce: 'nonce',
    timestamp: 1_700_000_000,
  };

  it('carries the signature of exactly the parameters beside it', () => {
    const header = signedHeader(signing);
    const parameters = [...header.matchAll(/(\w+)="([^"]*)"/g)].map(
      ([, name, value]): Parameter => [name!, decodeURIComponent(value!)],
    );
    const signed = parameters.filter(([name]) => name !== 'oauth_signature');
    expect(signed).toEqual([
      ['oauth_consumer_key', CONSUMER.key],
      ['oauth_nonce', 'nonce'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1700000000'],
      ['oauth_version', '1.0'],
    ]);
    expect(parameters.at(-1)).toEqual([
      'oauth_signature',
      sign(signatureBaseString('POST', signing.url, signed), CONSUMER.secret),
    ]);
  });

  it('never carries the secret', () => {
    expect(signedHeader(signing)).not.toContain(CONSUMER.secret);
  });
});
