/** A number from 0 to 99 for a user, the same every time (FNV-1a). */
export function bucketOf(user: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < user.length; index++) {
    hash ^= user.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash % 100;
}
