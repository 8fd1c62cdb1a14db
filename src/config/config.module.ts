import { Global, Module, type DynamicModule } from '@nestjs/common';
import { SecretSource } from './secret-source';
import { Settings } from './settings';

/** Gives every module the settings and the variables; both are parsed once, before Nest starts. */
@Global()
@Module({})
export class ConfigModule {
  static register(settings: Settings, secrets: SecretSource): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: Settings, useValue: settings },
        { provide: SecretSource, useFactory: () => secrets },
      ],
      exports: [Settings, SecretSource],
    };
  }
}
