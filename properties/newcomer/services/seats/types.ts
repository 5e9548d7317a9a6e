export type Seats = Record<string, string>;
export const ROW = ['1', '2', '3'];
