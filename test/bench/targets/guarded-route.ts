import { Controller, Get, Module } from '@nestjs/common';
import { AppModule } from '../../../src/app.module';
import { createApp } from '../../../src/create-app';
import { readFoundations } from '../../../src/foundations';
import { RequireHealthy } from '../../../src/health/require-healthy.decorator';

const ANSWER = { ok: true };

/** Two routes that differ in the guard only. */
@Controller('api/bench')
class BenchController {
  @Get('guarded')
  @RequireHealthy('zoom')
  guarded() {
    return ANSWER;
  }

  @Get('unguarded')
  unguarded() {
    return ANSWER;
  }
}

@Module({ controllers: [BenchController] })
class BenchModule {}

/** The real application with the routes, so that everything around them is the service's own. */
async function main(): Promise<void> {
  const foundations = readFoundations(process.env);
  const app = await createApp(foundations, {
    module: BenchModule,
    imports: [AppModule.register(foundations)],
  });
  await app.listen(foundations.settings.PORT, '127.0.0.1');
}

void main();
