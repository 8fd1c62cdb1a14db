import { Module } from '@nestjs/common';
import { Access } from './access.service';
import { KeyRing } from './key-ring.service';
import { SessionController } from './session.controller';
import { Sessions } from './sessions.service';

/** Access keys, sessions and roles. */
@Module({
  controllers: [SessionController],
  providers: [KeyRing, Sessions, Access],
  exports: [Access],
})
export class AuthModule {}
