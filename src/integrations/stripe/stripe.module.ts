import { Module } from '@nestjs/common';
import { ProbeModule } from '../probe.module';
import { StripeHealthIndicator } from './stripe.health';

/** Everything of Stripe. */
@Module({
  imports: [ProbeModule],
  providers: [StripeHealthIndicator],
  exports: [StripeHealthIndicator],
})
export class StripeModule {}
