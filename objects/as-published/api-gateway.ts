import * as restate from '@restatedev/restate-sdk';
import { rounded } from './go.ts';
import type { rateLimiter } from './rate-limiter.ts';

export interface APIRequest {
  readonly UserID: string;
  readonly Path: string;
}

export interface APIResponse {
  readonly StatusCode: number;
  readonly Headers: Readonly<Record<string, string>>;
  readonly Body: string;
}

/** guide, part 3, "Usage: API Rate Limiting" */
export function apiGateway({
  processAPIRequest,
}: {
  processAPIRequest: (request: APIRequest) => Promise<APIResponse>;
}) {
  return restate.service({
    name: 'APIGateway',
    handlers: {
      HandleRequest: async (ctx: restate.Context, req: APIRequest): Promise<APIResponse> => {
        const rateLimitKey = `user:${req.UserID}`;
        const limiter = ctx.objectClient<ReturnType<typeof rateLimiter>>({ name: 'RateLimiter' }, rateLimitKey);
        const result = await limiter.CheckLimit(1);
        if (!result.Allowed) {
          return {
            StatusCode: 429,
            Headers: { 'Retry-After': rounded(result.RetryAfter / 1e9) },
            Body: 'Rate limit exceeded',
          };
        }
        return processAPIRequest(req);
      },
    },
  });
}
