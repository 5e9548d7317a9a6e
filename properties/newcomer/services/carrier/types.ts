export type Parcel = { postcode: string; grams: number };
export type Label = { tracking: string };
