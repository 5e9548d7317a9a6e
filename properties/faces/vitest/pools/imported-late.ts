/** Imported by a test that runs already. */
export const IMPORTED_LATE = true;
