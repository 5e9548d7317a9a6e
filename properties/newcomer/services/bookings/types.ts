export interface Wish {
  doctor: string;
  room: string;
  slot: string;
}
export type Slots = Record<string, string>;
