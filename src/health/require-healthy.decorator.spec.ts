import 'reflect-metadata';
import { REQUIRED_INTEGRATIONS, RequireHealthy } from './require-healthy.decorator';

class Routes {
  @RequireHealthy('zoom', 'slack')
  several(): void {}

  // @ts-expect-error -- an unknown integration does not compile
  @RequireHealthy('nope')
  unknown(): void {}

  // @ts-expect-error -- neither does a route that requires nothing
  @RequireHealthy()
  nothing(): void {}
}

it('remembers the integrations that a route requires', () => {
  expect(Reflect.getMetadata(REQUIRED_INTEGRATIONS, Routes.prototype.several)).toEqual([
    'zoom',
    'slack',
  ]);
});
