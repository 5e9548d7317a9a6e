export interface Line {
  sku: string;
  quantity: number;
}

export interface Cart {
  lines: Line[];
  card: string;
}

export type Placed = { status: 'confirmed' | 'rejected'; reason?: string };
