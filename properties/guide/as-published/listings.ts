import { AGENT_WITH_TOOLS } from './listings/agent-with-tools.ts';
import { AI_AGENT, CHAT_APP } from './listings/agents.ts';
import { BANK_ACCOUNT, MY_OBJECT, TENANT_RESOURCE, USER_ACCOUNT_SIMPLE } from './listings/keys.ts';
import { API_GATEWAY, RATE_LIMITER, SLIDING_WINDOW_LIMITER } from './listings/limiters.ts';
import type { Defect, Listing, Shown } from './listings/listing.ts';
import {
  PROCESS_ORDER_AFTER,
  PROCESS_ORDER_BEFORE,
  SHOPPING_CART,
  USER_ACCOUNT,
  USER_SERVICE,
} from './listings/records.ts';
import type { StoredFinding } from './store.ts';

/** The listings in the order of the guide, then those of the module. */
export const LISTINGS: readonly Listing[] = [
  USER_ACCOUNT_SIMPLE,
  TENANT_RESOURCE,
  MY_OBJECT,
  BANK_ACCOUNT,
  RATE_LIMITER,
  API_GATEWAY,
  SLIDING_WINDOW_LIMITER,
  AI_AGENT,
  CHAT_APP,
  AGENT_WITH_TOOLS,
  USER_SERVICE,
  USER_ACCOUNT,
  SHOPPING_CART,
  PROCESS_ORDER_BEFORE,
  PROCESS_ORDER_AFTER,
];

/** @returns the findings that show a defect: for each of its selectors in turn, those that it selects */
export function findingsOf(listing: Listing, defect: Defect, all: readonly StoredFinding[]): readonly StoredFinding[] {
  if (typeof defect.shownBy === 'string') return [];
  const found = defect.shownBy.flatMap((shown) => all.filter((finding) => selects(listing, shown, finding)));
  return [...new Set(found)];
}

function selects(
  listing: Listing,
  shown: Shown,
  { scenario, invariant, handler, kind, cause }: StoredFinding,
): boolean {
  const name = shown.listing ?? listing.name;
  const variant = variantOf(scenario, name);
  return (
    variant !== undefined &&
    (shown.variant === undefined || shown.variant === variant) &&
    shown.invariant === invariant &&
    (shown.handler === undefined || handler?.split('/')[1] === shown.handler) &&
    (shown.kind === undefined || shown.kind === kind || shown.kind === cause)
  );
}

/** @returns what the name of a scenario adds to the name of its listing; undefined for a scenario of another listing */
export function variantOf(scenario: string, listing: string): string | undefined {
  if (scenario === listing) return '';
  const variant = scenario.startsWith(`${listing}, `) ? scenario.slice(listing.length + 2) : undefined;
  // "UserAccount, the simple one" is a listing of its own.
  return variant === 'the simple one' ? undefined : variant;
}
