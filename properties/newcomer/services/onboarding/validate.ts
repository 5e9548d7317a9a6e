import { TerminalError } from '@restatedev/restate-sdk';
import type { SignUp } from './types.ts';

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

export function parseSignUp(input: unknown): SignUp {
  const { email, name } = (input ?? {}) as Partial<SignUp>;
  if (typeof email !== 'string' || !EMAIL.test(email))
    throw new TerminalError('email: not an address', { errorCode: 400 });
  if (typeof name !== 'string' || name.trim() === '') throw new TerminalError('name: required', { errorCode: 400 });
  return { email: email.toLowerCase(), name: name.trim() };
}
