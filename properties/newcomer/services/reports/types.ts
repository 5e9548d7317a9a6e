export type Schedule = { hour: number; recipients: string[] };
export type Sent = { day: string; recipients: number };
