import { All, Controller } from '@nestjs/common';
import { ProblemException } from './problem';

/** Answers unknown paths inside the guards, so that they are limited and need a key like all others. */
@Controller()
export class NotFoundController {
  @All('*')
  notFound(): never {
    throw new ProblemException(404, 'No such route');
  }
}
