import { Module } from '@nestjs/common';
import { KeyRing } from './key-ring.service';

/** Access keys and roles. */
@Module({ providers: [KeyRing], exports: [KeyRing] })
export class AuthModule {}
