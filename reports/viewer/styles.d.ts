/** Styles are bundled, not imported. */
declare module '*.css';
