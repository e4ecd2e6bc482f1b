import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'throughline:public';

/** A door that checks its callers by itself (or that anybody may use); every other route needs a sign-in. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);
