export interface SignUp {
  email: string;
  name: string;
}

export type Stage = 'waiting' | 'verified' | 'expired';

export interface OnboardingState {
  signUp: SignUp;
  token: string;
  stage: Stage;
}

export const VERIFY_WITHIN = { hours: 24 };
