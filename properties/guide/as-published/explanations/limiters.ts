import { absent, closure, closureHow, mismatch, type Explanation } from './explanation.ts';

const settles = 'everything settles';
const replay = 'replay is faithful';
const effects = 'effects happen as promised';
const level = 'a bucket is never above capacity or below zero';
const advice = 'who waits RetryAfter is admitted';
const header = 'Retry-After is never too short';

export const LIMITERS: readonly Explanation[] = [
  {
    listing: 'RateLimiter, cancelled',
    invariant: level,
    where: 'centuries below zero',
    line: 'restate.Run(ctx, …) // now',
    consequence:
      'The error of the run is dropped. A check that is cancelled before its closure has run goes on in the year 1, and stores a bucket of that time.',
    hardened: 'A cancel ends the handler: nothing is stored after it.',
  },
  {
    listing: 'RateLimiter',
    invariant: replay,
    where: 'Initialize',
    line: 'LastRefillAt: time.Now(),',
    consequence: 'A replay comes to another instant than the journal holds, and fails with 570 from then on.',
    hardened: closureHow,
  },
  {
    listing: 'RateLimiter',
    invariant: replay,
    where: 'CheckLimit',
    line: closure,
    consequence:
      'A replay does not run the closure, so that `now` is the year 1; the write that follows does not match the journal.',
    hardened: closureHow,
  },
  {
    listing: 'RateLimiter',
    invariant: settles,
    where: ['Initialize', mismatch],
    line: 'LastRefillAt: time.Now(),',
    consequence: 'One crash at the wrong moment, and the bucket is locked until an operator kills the invocation.',
    hardened: closureHow,
  },
  {
    listing: 'RateLimiter, absence is an error',
    invariant: settles,
    where: ['CheckLimit', absent],
    line: 'return RateLimitResult{Allowed: false}, err',
    consequence: 'A check of a bucket that nobody made is retried until it is paused, with the key locked.',
    hardened: 'An unknown bucket is a terminal 404.',
  },
  {
    listing: 'RateLimiter, absence is an error',
    invariant: settles,
    where: ['GetStatus', absent],
    line: 'return restate.Get[TokenBucket](ctx, "bucket")',
    consequence: 'The status of a bucket that nobody made is asked for ever.',
    hardened: 'An unknown bucket is a terminal 404.',
  },
  {
    listing: 'RateLimiter',
    invariant: settles,
    where: ['CheckLimit', mismatch],
    line: closure,
    consequence: 'One crash at the wrong moment, and the bucket is locked until an operator kills the invocation.',
    hardened: closureHow,
  },
  {
    listing: 'RateLimiter',
    invariant: level,
    where: 'centuries below zero',
    line: closure,
    consequence:
      'After a crash `now` is the year 1: 292 years of refill are taken away (a Duration holds no more), and the check is refused with a wait of 292 years. The next one gets them back.',
    hardened: closureHow,
  },
  {
    listing: 'RateLimiter',
    invariant: level,
    where: 'drained',
    line: 'RefillRate: config.RefillRate,',
    consequence:
      'Any numbers make a bucket. At a rate of -1 time takes tokens away, and nobody is ever admitted again.',
    hardened: 'A capacity is at least 1 and a rate at least 0; all else is a terminal 400.',
  },
  {
    listing: 'RateLimiter',
    invariant: level,
    where: 'below zero',
    line: 'elapsed := now.Sub(bucket.LastRefillAt).Seconds()',
    consequence:
      'A clock that was set back takes tokens away: nobody is admitted until it has caught up with what was lost.',
    hardened: 'For the bucket time only moves forward; a clock set back counts as standing still.',
  },
  {
    listing: 'RateLimiter',
    invariant: level,
    where: 'above capacity',
    line: 'bucket.Tokens -= tokens',
    consequence: 'Whoever asks for -1,000 tokens fills the bucket far above its capacity.',
    hardened: 'Tokens are a whole number of at least 1; all else is a terminal 400.',
  },
  {
    listing: 'RateLimiter',
    invariant: 'a bucket admits at most capacity + rate x time',
    where: 'after another initialization',
    line: 'Tokens: config.Capacity,',
    consequence: 'Each gateway that initializes at start-up hands out a full bucket once more.',
    hardened: '`initialize` keeps the level of a bucket that exists; `reset: true` is the way to ask for a full one.',
  },
  {
    listing: 'RateLimiter',
    invariant: 'a bucket admits at most capacity + rate x time',
    where: 'too many',
    line: 'bucket.Tokens -= tokens',
    consequence:
      'A request for -2 tokens is granted and puts two into the bucket: those who come next are admitted beyond the limit.',
    hardened: 'Tokens are a whole number of at least 1; all else is a terminal 400.',
  },
  {
    listing: 'RateLimiter',
    invariant: advice,
    where: 'no bucket',
    line: 'bucket, err := restate.Get[TokenBucket](ctx, "bucket")',
    consequence:
      'A bucket that nobody made refuses for ever, with a wait of -292 years: 1/0 seconds do not fit into a Duration.',
    hardened: 'An unknown bucket is a terminal 404.',
  },
  {
    listing: 'RateLimiter',
    invariant: advice,
    where: 'no wait',
    line: 'waitTime := (tokens - bucket.Tokens) / bucket.RefillRate',
    consequence:
      'At rate 0 the wait is 1/0 seconds, as a Duration -292 years: whoever trusts it comes again at once, for ever.',
    hardened: '`retryAfterMs` is `null` where no wait will do.',
  },
  {
    listing: 'RateLimiter',
    invariant: advice,
    where: 'zero',
    line: 'RetryAfter: time.Duration(waitTime * float64(time.Second)),',
    consequence:
      'Tokens are floats: 0.08 and 0.92 of a token are not one. Whoever has waited exactly as told is refused, with a wait of 0.',
    hardened: 'Whole millionths of a token, and waits that are rounded up.',
  },
  {
    listing: 'RateLimiter',
    invariant: advice,
    where: 'too long',
    line: closure,
    consequence: 'A check that crashed refuses a token that is there, and tells the client to come again in 292 years.',
    hardened: closureHow,
  },
  {
    listing: 'RateLimiter',
    invariant: 'the status shows the tokens that there are',
    line: 'return restate.Get[TokenBucket](ctx, "bucket")',
    consequence:
      'The status is that of the last check: a bucket that was emptied yesterday is shown as empty until somebody asks it.',
    hardened: '`status` shows the bucket as it is now, without changing it.',
  },
  {
    listing: 'RateLimiter',
    invariant: advice,
    where: 'never',
    line: 'waitTime := (tokens - bucket.Tokens) / bucket.RefillRate',
    consequence: 'Whoever asks for more than the capacity is told to come again, and again, and is never served.',
    hardened: 'A request above the capacity is a terminal 400 that says so.',
  },
  {
    listing: 'APIGateway',
    invariant: replay,
    line: `${closure} (of the RateLimiter)`,
    consequence: 'A request waits for a limiter whose replay does not match its journal.',
    hardened: closureHow,
  },
  {
    listing: 'APIGateway, absence is an error',
    invariant: settles,
    where: absent,
    line: 'result, err := limiter.Call(ctx, rateLimitKey, 1.0)',
    consequence:
      'Nothing ever initializes the bucket of a new user, so the first request of every user hangs until it is paused.',
    hardened: 'The gateway makes the bucket of a user it has not seen, with limits of its own.',
  },
  {
    listing: 'APIGateway',
    invariant: settles,
    where: mismatch,
    line: `${closure} (of the RateLimiter)`,
    consequence: 'A crash in the limiter leaves the user locked out, and all requests of this user waiting.',
    hardened: closureHow,
  },
  {
    listing: 'APIGateway',
    invariant: effects,
    line: 'return processAPIRequest(ctx, req)',
    consequence: 'Unless the helper journals what it does, a crash after it processes the request a second time.',
    hardened: 'The request is processed inside `ctx.run`, with an idempotency key of its own.',
  },
  {
    listing: 'APIGateway',
    invariant: header,
    where: 'no time',
    line: 'fmt.Sprintf("%.0f", result.RetryAfter.Seconds())',
    consequence: '`Retry-After: -9223372037`: a wait that does not fit into a Duration goes into the header as it is.',
    hardened: 'Where no wait will do there is no Retry-After.',
  },
  {
    listing: 'APIGateway',
    invariant: header,
    where: 'too short',
    line: 'fmt.Sprintf("%.0f", result.RetryAfter.Seconds())',
    consequence: '"%.0f" rounds to the nearest: who comes again after `Retry-After` is refused again.',
    hardened: 'Rounded up.',
  },
  {
    listing: 'APIGateway',
    invariant: header,
    where: 'zero',
    line: 'fmt.Sprintf("%.0f", result.RetryAfter.Seconds())',
    consequence: '`Retry-After: 0` asks every client that is over its limit to come again at once.',
    hardened: 'Rounded up, so that the least is 1.',
  },
  {
    listing: 'APIGateway',
    invariant: 'the first request of a user is not refused',
    line: 'result, err := limiter.Call(ctx, rateLimitKey, 1.0)',
    consequence:
      'No user is ever admitted whose bucket nobody has made by hand, nor one whose limiter crashed in its first check.',
    hardened: 'The gateway makes the bucket of a user it has not seen, with limits of its own.',
  },
  {
    listing: 'SlidingWindowLimiter, cancelled',
    invariant: 'what was admitted stays in the log',
    line: 'if err != nil { // Initialize',
    consequence:
      'Every error counts as "not there". A check that is cancelled while the log is fetched stores a new one with itself alone in it, and a hundred more are admitted.',
    hardened: 'A cancel ends the handler: the error of a read is never caught.',
  },
  {
    listing: 'SlidingWindowLimiter, clocks differ',
    invariant: 'a clock that is behind lets nobody more through',
    line: 'validTimestamps = append(validTimestamps, now)',
    consequence:
      'An instant from a clock that is behind, or was set back, is noted as it is, and leaves the window too soon: more than a hundred are admitted within a minute.',
    hardened: 'A clock that is behind the last admission counts as standing still there.',
  },
  {
    listing: 'SlidingWindowLimiter',
    invariant: replay,
    line: closure,
    consequence: 'A replay stores another instant than the journal holds, and fails with 570 from then on.',
    hardened: closureHow,
  },
  {
    listing: 'SlidingWindowLimiter',
    invariant: settles,
    where: mismatch,
    line: closure,
    consequence: 'One crash at the wrong moment, and the limiter is locked until an operator kills the invocation.',
    hardened: closureHow,
  },
  {
    listing: 'SlidingWindowLimiter, absence is an error',
    invariant: 'no window holds more than the limit',
    line: closure,
    consequence:
      'An admission that crashed is noted as one of the year 1, and the next request trims it away: the limit is exceeded.',
    hardened: closureHow,
  },
  {
    listing: 'SlidingWindowLimiter, absence is an error',
    invariant: 'nobody is refused while there is room',
    line: closure,
    consequence:
      'In the year 1 no timestamp is outside the window, so that a replayed check refuses although the window is empty.',
    hardened: closureHow,
  },
  {
    listing: 'SlidingWindowLimiter',
    invariant: 'nobody is refused while there is room',
    line: 'if err != nil { // Initialize',
    consequence:
      'A key that is not there is no error in the Go SDK, so the log is never initialized: a limit of 0 refuses everybody.',
    hardened: 'A limiter is configured before it is asked; one that was not is a terminal 404.',
  },
];
