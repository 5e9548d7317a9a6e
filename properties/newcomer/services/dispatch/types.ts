export type DeliveryStatus = 'new' | 'offered' | 'assigned' | 'delivered';

export interface Delivery {
  status: DeliveryStatus;
  driver?: string;
  address?: string;
}

export interface Shift {
  current: string | null;
  completed: number;
  route?: string;
}

export interface Offer {
  delivery: string;
  address: string;
}
