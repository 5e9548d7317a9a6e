export type Invoice = { number: string; customer: string; cents: number };
