import { Module } from '@nestjs/common';
import { ProbeModule } from '../probe.module';
import { GitHubHealthIndicator } from './github.health';

/** Everything of GitHub. */
@Module({
  imports: [ProbeModule],
  providers: [GitHubHealthIndicator],
  exports: [GitHubHealthIndicator],
})
export class GitHubModule {}
