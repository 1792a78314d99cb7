import { MASK, maskAddresses } from '../apps/secret-text.ts';
import type { Fault } from '../kit/fault.ts';
import type { UserError } from '../kit/result.ts';
import type { PlanStep } from '../plans/model.ts';

/** Answers by which a system says that it did not do what was asked. */
const REFUSALS: ReadonlySet<string> = new Set(['NOT_FOUND', 'CONFLICT', 'ALREADY_EXISTS', 'BAD_USER_INPUT', 'UPSTREAM_REFUSED']);

export const isRefusal = (fault: Fault): boolean => REFUSALS.has(fault.code);

/** The system's own words, one error for each place it names. */
export function errorsIn(fault: Fault, secrets: readonly string[] = []): readonly UserError[] {
  return wordsIn(fault).map((error) => ({ ...error, message: without(error.message, secrets) }));
}

/** Texts of one or two characters are in every sentence and hide nothing. */
const without = (message: string, secrets: readonly string[]): string =>
  secrets.filter(({ length }) => length > 2).reduce((text, secret) => text.replaceAll(secret, MASK), maskAddresses(message));

function wordsIn(fault: Fault): readonly UserError[] {
  const { code, message, details } = fault;
  const problems = listIn(details?.['problems']);
  if (code === 'BAD_USER_INPUT' && problems.length > 0) return problems.map((problem) => toError(fault, problem));
  const deployments = listIn(details?.['deployments']);
  const held = deployments.length > 0 ? ` Deployments: ${deployments.join(', ')}.` : '';
  return [{ code, message: `${message}${held}`, path: ['input'] }];
}

export const errorOf = ({ code, message }: Fault): UserError => ({ code, message, path: [] });

export const notDone = (step: PlanStep, why: string): UserError => ({
  code: 'UPSTREAM_UNAVAILABLE',
  message: `${step.verb} of ${step.target} was not done. ${why}`,
  path: [],
});

function toError({ code, message, source }: Fault, problem: unknown): UserError {
  const { path, errors }: { path?: unknown; errors?: unknown } = typeof problem === 'object' && problem !== null ? problem : {};
  const places = typeof path === 'string' ? path.split(/[/.()[\]]+/).filter((each) => each !== '') : [];
  const words = listIn(errors).join('; ') || message;
  return { code, message: `${source ?? 'The system'} refuses ${places.join('.') || 'it'}: ${words}`, path: ['input', ...places] };
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
