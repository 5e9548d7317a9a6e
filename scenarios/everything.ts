/** All scenarios of this project, the listings as published included: where a finding's scenario is looked up by name. */
export { AS_PUBLISHED } from './as-published/index.ts';
export { ALL } from './index.ts';
