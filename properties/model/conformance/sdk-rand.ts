/** `ctx.rand` of the SDK for a seed: its own code, which its public entry does not export. */
export type SdkRand = new (seed: bigint) => { random(): number; uuidv4(): string };

const module = new URL('./utils/rand.js', import.meta.resolve('@restatedev/restate-sdk'));

export const { RandImpl: SdkRand } = (await import(module.href)) as { readonly RandImpl: SdkRand };
