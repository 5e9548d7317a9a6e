/** @returns the id that resolves this awakeable from outside: prefix and base64url of invocation id and index. */
export function awakeableId(invocationId: string, index: number): string {
  const id = Buffer.from(invocationId);
  const bytes = Buffer.alloc(id.length + 4);
  id.copy(bytes);
  bytes.writeUInt32BE(index, id.length);
  return `sign_1${bytes.toString('base64url')}`;
}
