export type Row = { sku: string; price: number };
export type Report = { imported: number; rejected: string[] };
