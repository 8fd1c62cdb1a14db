import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'auth:public';
export const OPERATOR = 'auth:operator';

/** The route needs no key. */
export const Public = () => SetMetadata(PUBLIC, true);

/** The route needs an operator's key. */
export const Operator = () => SetMetadata(OPERATOR, true);
