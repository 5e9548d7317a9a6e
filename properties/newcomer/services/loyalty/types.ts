export type Purchase = { order: string; email: string; cents: number };
