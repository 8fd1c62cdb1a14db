import { SetMetadata } from '@nestjs/common';

/** The metadata of {@link Public}. */
export const PUBLIC = 'auth:public';
/** The metadata of {@link Operator}. */
export const OPERATOR = 'auth:operator';

/** The route needs no key. */
export const Public = () => SetMetadata(PUBLIC, true);

/** The route needs an operator's key. */
export const Operator = () => SetMetadata(OPERATOR, true);
