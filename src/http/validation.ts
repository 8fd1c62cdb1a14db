import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { ProblemException, type FieldProblem } from './problem';

/** Validates every DTO; a wrong or unknown field is a 400 that names it, never its value. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => badInput(errors.flatMap((error) => fieldProblems(error))),
  });
}

/** The 400 for wrong input. */
export function badInput(errors: readonly FieldProblem[]): ProblemException {
  const detail = errors.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
  return new ProblemException(400, detail, { extensions: { errors } });
}

function fieldProblems(
  { property, constraints = {}, children = [] }: ValidationError,
  parent = '',
): FieldProblem[] {
  const field = `${parent}${property}`.slice(0, 100);
  const own = Object.entries(constraints).map(([rule, message]) => ({
    field,
    problem: rule === 'whitelistValidation' ? 'is not known' : message.replace(`${property} `, ''),
  }));
  return [...own, ...children.flatMap((child) => fieldProblems(child, `${field}.`))];
}
