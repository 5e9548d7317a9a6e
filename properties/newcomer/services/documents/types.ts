export type Save = { id: string; version: number; text: string };
export interface Store {
  put(save: Save): Promise<void>;
  putIfNewer(save: Save): Promise<void>;
}
