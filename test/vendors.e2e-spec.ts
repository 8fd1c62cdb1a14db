import { INTEGRATION_KEYS, type IntegrationKey } from '../src/integrations/integrations.catalog';
import { REQUIRED_SCENARIOS, type Scenario } from '../src/integrations/vendor.sandbox';
import { Monitor } from '../src/monitor/monitor.service';
import { boot } from './helpers/boot';
import { VENDORS } from './sandbox/vendors';

describe.each(INTEGRATION_KEYS)('%s', (key) => {
  const scenarios = Object.entries(VENDORS[key].scenarios);

  it('plays the situations that every vendor knows', () => {
    expect(Object.keys(VENDORS[key].scenarios)).toEqual(
      expect.arrayContaining([...REQUIRED_SCENARIOS]),
    );
  });

  it('gives no warning about credentials of the right shape', async () => {
    const { app, close } = await boot({ configured: [key], env: VENDORS[key].optional ?? {} });
    const { configuration } = app.get(Monitor).current(key);
    await close();
    expect(configuration.warnings).toEqual([]);
  });

  it.each(scenarios)('%s', async (name, scenario) => {
    expect(await judge(key, name, scenario)).toEqual(scenario.expect);
  });
});

/** Starts the service beside the played situation and takes its first verdict. */
async function judge(
  key: IntegrationKey,
  name: string,
  { env }: Scenario,
): Promise<Scenario['expect']> {
  const { app, close } = await boot({
    configured: [key],
    scenarios: { [key]: name },
    env: env ?? {},
  });
  const { status, reason, credentials } = await app.get(Monitor).settled(key);
  await close();
  return { status, reason, credentials: credentials.status };
}
