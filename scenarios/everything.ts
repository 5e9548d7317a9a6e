/** All scenarios of this project, including the listings as published and upgrades. Findings are looked up here by name. */
export { AS_PUBLISHED } from './as-published/index.ts';
export { ALL } from './index.ts';
export { SAFE_UPGRADES, UNSAFE_UPGRADES } from './upgrades/index.ts';
