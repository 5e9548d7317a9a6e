export type Session = { user: string; token: string; startedAt: number };

export const LIFETIME = { minutes: 30 };
