import type { Save, Store } from './types.ts';

async function put({ id, ...body }: Save, headers: Record<string, string>): Promise<void> {
  const response = await fetch(`https://bucket.example/docs/${id}`, {
    method: 'PUT',
    headers,
    body: JSON.stringify(body),
  });
  // 412: there is a newer one.
  if (!response.ok && response.status !== 412) throw new Error(`bucket: ${response.status}`);
}

export const bucket: Store = {
  put: (save) => put(save, {}),
  putIfNewer: (save) => put(save, { 'if-version-below': String(save.version) }),
};
