import type { IntegrationHealthIndicator } from './integration.health';
import { IntegrationRegistry } from './integration.registry';
import { CATALOG, INTEGRATION_KEYS } from './integrations.catalog';

function indicator(key: string, aliases?: readonly string[]): IntegrationHealthIndicator {
  const definition = { key, ...(aliases && { aliases }) };
  return { definition } as unknown as IntegrationHealthIndicator;
}

const registryOf = (...indicators: IntegrationHealthIndicator[]) =>
  new IntegrationRegistry(indicators);

describe('the registry of the catalog', () => {
  const registry = registryOf(...CATALOG.map(({ indicator: Indicator }) => new Indicator()));

  it('knows every integration by its key, in order', () => {
    expect(registry.keys).toEqual(INTEGRATION_KEYS);
    for (const key of registry.keys) {
      expect(registry.resolve(key)).toBe(key);
      expect(registry.get(key).definition.key).toBe(key);
    }
  });

  it.each(['google-drive', 'google_drive'])('knows Google Drive as %s too', (alias) => {
    expect(registry.resolve(alias)).toBe('googledrive');
  });

  it.each(['', 'nope', 'ZOOM', 'zoom ', 'google drive', 'constructor', '__proto__', 'toString'])(
    'knows nothing by the name %p',
    (name) => {
      expect(registry.resolve(name)).toBeUndefined();
    },
  );
});

describe('a name that two integrations have', () => {
  it.each([
    ['as keys', [indicator('acme'), indicator('acme')]],
    ['as key and alias', [indicator('acme'), indicator('other', ['acme'])]],
    ['as alias and key', [indicator('other', ['acme']), indicator('acme')]],
    ['as aliases', [indicator('one', ['acme']), indicator('two', ['acme'])]],
    ['as key and alias of one', [indicator('acme', ['acme'])]],
  ])('%s stops the start', (_name, indicators) => {
    expect(() => registryOf(...indicators)).toThrow('Two integrations are named acme');
  });
});

it('is empty without integrations', () => {
  expect(registryOf().keys).toEqual([]);
});
